/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes docs/SCENARIOS.md from the tables that reading, checking and --set use, so that the page
 * cannot say anything else than the program does.
 *
 *   scenarios-page              prints the page
 *   scenarios-page --write FILE writes it
 *   scenarios-page --check FILE fails if FILE is not that page */

#include "train/tw-scenario-private.h"

#include <string.h>

static const char intro[] =
    "<!-- Made by docs/scenarios-page.c from the tables in the code: `meson compile "
    "scenarios-page`. -->\n"
    "# Scenarios\n"
    "\n"
    "A scenario says which model is trained, on what, from where, and how. It is a text file in "
    "UTF-8, a key\n"
    "file as GLib reads it: sections in brackets, a `KEY=VALUE` in each line, comments in lines "
    "that begin with\n"
    "`#`. A file may have up to 1 MiB. Everything but a stage and its steps has a default, so the "
    "shortest\n"
    "scenario is\n"
    "\n"
    "    [stage pre-training]\n"
    "    steps=600\n"
    "\n"
    "The order of sections does not matter, but that of the stages does: it is the order of "
    "training. No\n"
    "section and no key may be there twice. Numbers are written with a point and may have an "
    "exponent\n"
    "(`1e4`); whole numbers may too, if they are whole.\n"
    "\n"
    "## Names, files and the command line\n"
    "\n"
    "`thalweg-cli run SCENARIO` takes a file or the name of a shipped scenario. What has a `/` or "
    "ends in `.ini`\n"
    "is a file; of anything else, the shipped scenario of that name comes first. Shipped scenarios "
    "lie in\n"
    "`scenarios` under the program's data directory, or under `$THALWEG_DATADIR` if that is set. "
    "The gallery shows\n"
    "them in the order of the file `ORDER` there.\n"
    "\n"
    "`--set SECTION.KEY=VALUE` changes one value of a scenario. The section ends at the first dot; "
    "a key may\n"
    "have dots of its own. A stage or an event goes by its name alone:\n"
    "\n"
    "    --set model.free_value=0\n"
    "    --set start.goal.predict=1\n"
    "    --set fine-tuning.dev_horizon=1e4\n"
    "    --set fine-tuning.objective=proxy\n"
    "    --set jump.step=300\n"
    "\n"
    "| address | is |\n"
    "|---|---|\n"
    "| `scenario.seed`, `scenario.title`, … | a key of `[scenario]` but `model` |\n"
    "| `world.KEY`, `model.KEY`, `optimizer.KEY` | a key of that section |\n"
    "| `start.NAME` | a parameter at step 0 |\n"
    "| `theta.NAME` | the same parameter while it trains; in events, and for a run under way |\n"
    "| `STAGE.KEY` | a key of `[stage STAGE]` |\n"
    "| `stage.KEY` | a key of whichever stage is under way; in events, and for a run under way |\n"
    "| `EVENT.step`, `EVENT.duration`, `EVENT.value` | a key of `[event EVENT]` |\n"
    "\n"
    "## When something is wrong\n"
    "\n"
    "What is wrong with a file is said in one line, with the file, the line in it, the key, and "
    "what is allowed:\n"
    "\n";

static const char scenario_intro[] = "\n## [scenario]\n\nWhat it is.\n\n";

static const char stage_intro[] = "\n## [stage NAME]\n"
                                  "\n"
                                  "One section a stage, in the order of training; at least one, at "
                                  "most 64. A name has up to 40 letters, digits,\n"
                                  "`-` and `_`; no two stages or events share one, and `scenario`, "
                                  "`world`, `model`, `start`, `optimizer`, `theta`,\n"
                                  "`stage` and `event` are taken.\n"
                                  "\n";

static const char event_intro[] = "\n## [event NAME]\n"
                                  "\n"
                                  "At a step, an event changes one value of the run: it sets it, "
                                  "adds to it, or moves it evenly from what it is\n"
                                  "to another value over some steps. At most 1024. Events of one "
                                  "step happen in the order of the file.\n"
                                  "\n"
                                  "| key | type | default | meaning |\n"
                                  "|---|---|---|---|\n"
                                  "| `target` | address | must be given | What changes: a key of "
                                  "`theta`, `world`, `model`, `optimizer`, `stage` (the "
                                  "one under way) or of a stage by its name, but not its steps. |\n"
                                  "| `action` | one of set, add, ramp | set | `ramp` is for real "
                                  "numbers, `add` for real and whole ones. |\n"
                                  "| `stage` | name of a stage | | Where `step` counts from, and "
                                  "which it may not leave; without it, the run. |\n";

static const char event_example[] = "\nA horizon that jumps 100 steps into fine-tuning, and "
                                    "developers who come to reward results that arrive\n"
                                    "later and later:\n"
                                    "\n"
                                    "    [event jump]\n"
                                    "    stage=fine-tuning\n"
                                    "    step=100\n"
                                    "    target=theta.horizon\n"
                                    "    value=8\n"
                                    "\n"
                                    "    [event longer-rewards]\n"
                                    "    stage=fine-tuning\n"
                                    "    step=200\n"
                                    "    action=ramp\n"
                                    "    target=stage.dev_horizon\n"
                                    "    value=1e5\n"
                                    "    duration=800\n";

/* --- tables --- */

static const char table_head[] = "| key | symbol | type and range | unit | default | meaning |\n"
                                 "|---|---|---|---|---|---|\n";

/* A value must be given where no default makes sense. */
static gboolean
is_required (const TwSettingTable *table, guint i)
{
  return table == tw_stage_table ()
         || (table == tw_event_table () && (i == TW_EVENT_STEP || i == TW_EVENT_VALUE));
}

static void
add_row (GString *page, const TwSettingTable *table, guint i)
{
  const TwSettingSpec *spec = &table->specs[i];
  g_autofree char *range = tw_setting_describe_range (spec);
  g_autofree char *fallback = is_required (table, i) ? g_strdup ("must be given")
                                                     : tw_setting_format (spec, spec->fallback);

  g_string_append_printf (page, "| `%s` | %s | %s | %s | %s | %s |\n", spec->key,
                          spec->symbol != NULL ? spec->symbol : "", range, spec->unit, fallback,
                          spec->help);
}

static void
add_rows (GString *page, const TwSettingTable *table)
{
  for (guint i = 0; i < table->n; i++)
    add_row (page, table, i);
}

static void
add_section (GString *page, const char *title, const char *what, const TwSettingTable *table)
{
  g_string_append_printf (page, "\n## %s\n\n%s\n\n%s", title, what, table_head);
  add_rows (page, table);
}

static void
add_texts (GString *page)
{
  g_string_append (page, "| key | type | default | meaning |\n|---|---|---|---|\n");
  for (guint i = 0; i < TW_N_TEXTS; i++)
    g_string_append_printf (page, "| `%s` | text of at most %ld characters | | %s |\n",
                            tw_scenario_texts[i].key, tw_scenario_texts[i].max_chars,
                            tw_scenario_texts[i].help);
  g_string_append (page, "| `model` | one of");
  for (guint i = 0; tw_model_types ()[i] != NULL; i++)
    g_string_append_printf (page, "%s %s", i > 0 ? "," : "", tw_model_types ()[i]->name);
  g_string_append_printf (page, " | %s | Which model is trained. |\n\n",
                          tw_model_types ()[0]->name);
}

/* What stages of certain names have for defaults where these differ. */
static void
add_presets (GString *page, const TwModelType *type)
{
  for (const TwStagePreset *preset = type->presets; preset->stage != NULL; preset++)
    {
      const char *separator = "";

      g_string_append_printf (page, "\nA stage called `%s` has other defaults: ", preset->stage);
      for (guint i = 0; i < type->stage.n; i++)
        if (preset->values[i] != type->stage.specs[i].fallback)
          {
            g_autofree char *text = tw_setting_format (&type->stage.specs[i], preset->values[i]);

            g_string_append_printf (page, "%s`%s=%s`", separator, type->stage.specs[i].key, text);
            separator = ", ";
          }
      g_string_append (page, ".\n");
    }
}

/* --- messages, as they really are --- */

static void
add_message (GString *page, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwScenario) scenario = tw_scenario_load_text (text, strlen (text), "my.ini", &error);

  g_assert (scenario == NULL);
  g_string_append_printf (page, "    %s\n", error->message);
}

static void
add_messages (GString *page)
{
  add_message (page, "[stage a]\nsteps=10\n\n[model]\noversight=abc\n");
  add_message (page, "[stage a]\nsteps=10\n\n[world]\nactions=2.5\n");
  add_message (page, "[stage a]\nsteps=10\n\n[wrld]\n");
  add_message (page, "[stage a]\nsteps=10\n\n[world]\ntradeof=0.5\n");
  add_message (page, "[stage a]\nsteps=10\nsteps=20\n");
  add_message (page, "[stage a]\n");
}

static char *
make_page (void)
{
  GString *page = g_string_new (intro);

  add_messages (page);
  g_string_append (page, scenario_intro);
  add_texts (page);
  g_string_append (page, table_head);
  add_rows (page, tw_scenario_table ());
  for (guint i = 0; tw_model_types ()[i] != NULL; i++)
    {
      const TwModelType *type = tw_model_types ()[i];

      add_section (page, "[world]", "What the data are.", &type->world);
      add_section (page, "[model]", "What the model takes as given.", &type->settings);
      add_section (page, "[start]", "Every parameter at step 0.", &type->start);
    }
  add_section (page, "[optimizer]", "How it is trained.", tw_optimizer_table ());
  g_string_append (page, stage_intro);
  g_string_append (page, table_head);
  add_rows (page, tw_stage_table ());
  for (guint i = 0; tw_model_types ()[i] != NULL; i++)
    {
      add_rows (page, &tw_model_types ()[i]->stage);
      add_presets (page, tw_model_types ()[i]);
    }
  g_string_append (page, event_intro);
  g_string_append_c (page, '\n');
  g_string_append (page, table_head);
  add_rows (page, tw_event_table ());
  g_string_append (page, event_example);
  return g_string_free (page, FALSE);
}

static int
check (const char *page, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *committed = NULL;

  if (!g_file_get_contents (path, &committed, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  if (strcmp (committed, page) == 0)
    return 0;
  g_printerr ("%s is not what the tables say: write it anew with “meson compile scenarios-page”\n",
              path);
  return 1;
}

int
main (int argc, char **argv)
{
  g_autofree char *page = make_page ();

  if (argc == 3 && strcmp (argv[1], "--check") == 0)
    return check (page, argv[2]);
  if (argc == 3 && strcmp (argv[1], "--write") == 0)
    return g_file_set_contents (argv[2], page, -1, NULL) ? 0 : 1;
  if (argc == 1)
    {
      g_print ("%s", page);
      return 0;
    }
  g_printerr ("usage: %s [--check FILE | --write FILE]\n", argv[0]);
  return 2;
}
