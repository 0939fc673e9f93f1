/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is wrong with a scenario is said in one line, with file, line, key and what is allowed. */

#include "train/tw-scenario.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STAGE "[stage a]\nsteps=10\n" /* lines 1 and 2 of most texts below */
#define EVENT STAGE "[event e]\n"     /* line 3 */

typedef struct
{
  const char *text;
  int code;
  const char *start;  /* how the message begins */
  const char *pieces; /* what else is in it, separated by | */
} Case;

static const Case cases[] = {
  /* Not a key file. */
  { "", TW_SCENARIO_ERROR_MISSING, "x.ini: no stage", "[stage NAME]|steps" },
  { "# only a comment\n", TW_SCENARIO_ERROR_MISSING, "x.ini: no stage", "" },
  { STAGE "rubbish\n", TW_SCENARIO_ERROR_FILE, "x.ini:3: “rubbish” is not understood",
    "KEY = VALUE" },
  { "a=b\n" STAGE, TW_SCENARIO_ERROR_FILE, "x.ini:1: “a” stands in no section", "[SECTION]" },
  { STAGE "=b\n", TW_SCENARIO_ERROR_FILE, "x.ini:3: “” cannot be a key", "letters" },
  { STAGE "steps[de]=3\n", TW_SCENARIO_ERROR_FILE, "x.ini:3: “steps[de]” cannot be a key",
    "letters" },
  { STAGE "\n[world\n", TW_SCENARIO_ERROR_FILE, "x.ini:4: “[world” is no section", "[NAME]" },
  { STAGE "[world] x\n", TW_SCENARIO_ERROR_FILE, "x.ini:3: “[world] x” is no section", "[NAME]" },
  { STAGE "[]\n", TW_SCENARIO_ERROR_FILE, "x.ini:3: “[]” is no section", "[NAME]" },
  { "[scenario]\nEncoding=latin1\n" STAGE, TW_SCENARIO_ERROR_FILE, "x.ini: not a key file", "" },
  { "\xff\xfe\n", TW_SCENARIO_ERROR_FILE, "x.ini: not UTF-8 from byte 0", "UTF-8" },
  /* Twice. */
  { STAGE "[world]\n[world]\n", TW_SCENARIO_ERROR_FILE, "x.ini:4: “world” is here a second time",
    "line 3|allowed: once" },
  { STAGE "steps=11\n", TW_SCENARIO_ERROR_FILE, "x.ini:3: “steps” is here a second time",
    "line 2|allowed: once" },
  { STAGE STAGE, TW_SCENARIO_ERROR_FILE, "x.ini:3: “stage a” is here a second time", "line 1" },
  { STAGE "[event a]\n", TW_SCENARIO_ERROR_KEY, "x.ini:3: [event a] the name is taken",
    "no other" },
  /* Unknown. */
  { STAGE "[wordl]\n", TW_SCENARIO_ERROR_KEY, "x.ini:3: “wordl” is no section",
    "did you mean “world”?|stage NAME" },
  { STAGE "[model]\n\noversigt=1\n", TW_SCENARIO_ERROR_KEY,
    "x.ini:5: [model] oversigt: no such key",
    "did you mean “oversight”?|Allowed: oversight, free_value" },
  { STAGE "[model]\nOversight=1\n", TW_SCENARIO_ERROR_KEY,
    "x.ini:4: [model] Oversight: no such key", "did you mean “oversight”?" },
  { STAGE "[scenario]\nwatch=1\n", TW_SCENARIO_ERROR_KEY, "x.ini:4: [scenario] watch: no such key",
    "title, subtitle, description, claim, model, seed" },
  { STAGE "setps=3\n", TW_SCENARIO_ERROR_KEY, "x.ini:3: [stage a] setps: no such key",
    "did you mean “steps”?" },
  { STAGE "[scenario]\nmodel=plannner\n", TW_SCENARIO_ERROR_VALUE,
    "x.ini:4: [scenario] model: “plannner”", "did you mean “planner”?" },
  /* Types and ranges. */
  { STAGE "[model]\noversight = abc\n", TW_SCENARIO_ERROR_VALUE,
    "x.ini:4: [model] oversight: “abc” is not a number", "allowed: a number from 0 to|(steps)" },
  { STAGE "[model]\noversight=-1\n", TW_SCENARIO_ERROR_VALUE, "x.ini:4: [model] oversight: -1",
    "allowed: a number from 0 to" },
  { STAGE "[model]\noversight=1e999\n", TW_SCENARIO_ERROR_VALUE,
    "x.ini:4: [model] oversight: ", "allowed: a number from 0 to" },
  { STAGE "[model]\noversight=nan\n", TW_SCENARIO_ERROR_VALUE,
    "x.ini:4: [model] oversight: ", "allowed: a number from 0 to" },
  { STAGE "[world]\nactions=2.5\n", TW_SCENARIO_ERROR_VALUE, "x.ini:4: [world] actions: 2.5",
    "whole number" },
  { STAGE "[optimizer]\nmethod=adm\n", TW_SCENARIO_ERROR_VALUE,
    "x.ini:4: [optimizer] method: “adm”", "one of gradient-descent, sgd" },
  { STAGE "[optimizer]\nreset=yes\n", TW_SCENARIO_ERROR_VALUE, "x.ini:4: [optimizer] reset: “yes”",
    "true or false" },
  { STAGE "[scenario]\nseed=-1\n", TW_SCENARIO_ERROR_VALUE, "x.ini:4: [scenario] seed: -1",
    "from 0 to 9007199254740991" },
  { STAGE "[scenario]\nseed=9007199254740993\n", TW_SCENARIO_ERROR_VALUE,
    "x.ini:4: [scenario] seed: ", "from 0 to 9007199254740991" },
  { STAGE "[scenario]\ntitle=a\\qb\n", TW_SCENARIO_ERROR_VALUE,
    "x.ini:4: [scenario] title: ", "\\n" },
  { STAGE "[scenario]\ntitle=a\\nb\n", TW_SCENARIO_ERROR_VALUE,
    "x.ini:4: [scenario] title: ", "U+000A|one line" },
  { STAGE "[scenario]\ndescription=a\033b\n", TW_SCENARIO_ERROR_VALUE,
    "x.ini:4: [scenario] description: ", "U+001B" },
  /* Stages. */
  { "[stage a]\n", TW_SCENARIO_ERROR_MISSING, "x.ini:1: [stage a] a stage has steps", "steps = …" },
  { "[stage a]\nsteps=0\n", TW_SCENARIO_ERROR_VALUE, "x.ini:2: [stage a] steps: 0", "from 1 to" },
  { "[stage a]\nsteps=\n", TW_SCENARIO_ERROR_VALUE, "x.ini:2: [stage a] steps: “” is not a number",
    "from 1 to" },
  { "[stage a]\nsteps=1e10\n", TW_SCENARIO_ERROR_VALUE, "x.ini:2: [stage a] steps: ", "from 1 to" },
  { "[stage ]\nsteps=1\n", TW_SCENARIO_ERROR_KEY, "x.ini:1: “” cannot be a name", "letters" },
  { "[stage  a]\nsteps=1\n", TW_SCENARIO_ERROR_KEY, "x.ini:1: “ a” cannot be a name", "letters" },
  { "[stage]\nsteps=1\n", TW_SCENARIO_ERROR_KEY, "x.ini:1: “stage” is no section", "stage NAME" },
  { "[stage a.b]\nsteps=1\n", TW_SCENARIO_ERROR_KEY, "x.ini:1: “a.b” cannot be a name", "letters" },
  { "[stage theta]\nsteps=1\n", TW_SCENARIO_ERROR_KEY, "x.ini:1: “theta” cannot be a name",
    "reserved: scenario, world, model, start, optimizer, theta, stage, event" },
  /* Events. */
  { EVENT, TW_SCENARIO_ERROR_MISSING, "x.ini:3: [event e] ", "target = …" },
  { EVENT "target=theta.horizon\nvalue=1\n", TW_SCENARIO_ERROR_MISSING, "x.ini:3: [event e] ",
    "step = …" },
  { EVENT "target=theta.horizon\nstep=1\n", TW_SCENARIO_ERROR_MISSING, "x.ini:3: [event e] ",
    "value = …" },
  { EVENT "target=horizon\nstep=1\nvalue=1\n", TW_SCENARIO_ERROR_KEY,
    "x.ini:4: [event e] target: ", "SECTION.KEY" },
  { EVENT "target=theta.horizn\nstep=1\nvalue=1\n", TW_SCENARIO_ERROR_KEY,
    "x.ini:4: [event e] target: ", "did you mean “horizon”?" },
  { EVENT "target=start.horizon\nstep=1\nvalue=1\n", TW_SCENARIO_ERROR_VALUE,
    "x.ini:4: [event e] target: “start.horizon” cannot change", "theta" },
  { EVENT "target=a.steps\nstep=1\nvalue=1\n", TW_SCENARIO_ERROR_VALUE,
    "x.ini:4: [event e] target: ", "not its steps" },
  { EVENT "target=scenario.seed\nstep=1\nvalue=1\n", TW_SCENARIO_ERROR_VALUE,
    "x.ini:4: [event e] target: ", "cannot change" },
  { EVENT "target=theta.horizon\nstep=10\nvalue=1\n", TW_SCENARIO_ERROR_VALUE,
    "x.ini:5: [event e] step: 10 lies past the end of the run", "0 to 9" },
  { EVENT "target=theta.horizon\nstep=1\nvalue=x\n", TW_SCENARIO_ERROR_VALUE,
    "x.ini:6: [event e] value: “x” is not a number", "" },
  { EVENT "target=model.oversight\nstep=1\nvalue=-1\n", TW_SCENARIO_ERROR_VALUE,
    "x.ini:6: [event e] value: -1", "from 0 to" },
  { EVENT "target=a.objective\nstep=1\nvalue=1\n", TW_SCENARIO_ERROR_VALUE,
    "x.ini:6: [event e] value: “1”", "one of predict" },
  { EVENT "target=theta.horizon\nstep=1\nvalue=1\nstage=b\n", TW_SCENARIO_ERROR_VALUE,
    "x.ini:7: [event e] stage: “b” is no stage", "allowed: a" },
  { EVENT "target=theta.horizon\nstep=1\nvalue=1\naction=jump\n", TW_SCENARIO_ERROR_VALUE,
    "x.ini:7: [event e] action: “jump”", "set, add, ramp" },
  { EVENT "target=theta.horizon\nstep=1\nvalue=1\naction=ramp\n", TW_SCENARIO_ERROR_MISSING,
    "x.ini:3: [event e] duration: a ramp needs one", "at least 1" },
  { EVENT "target=theta.horizon\nstep=1\nvalue=1\nduration=2\n", TW_SCENARIO_ERROR_VALUE,
    "x.ini:7: [event e] duration: only a ramp lasts", "ramp" },
  { EVENT "target=world.actions\nstep=1\nvalue=3\naction=ramp\nduration=2\n",
    TW_SCENARIO_ERROR_VALUE, "x.ini:7: [event e] action: ramp is not possible", "set, add" },
  { EVENT "target=a.objective\nstep=1\nvalue=1\naction=add\n", TW_SCENARIO_ERROR_VALUE,
    "x.ini:7: [event e] action: add is not possible", "allowed: set" },
};

/* One line, printable, UTF-8. */
static void
assert_one_line (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  for (const char *c = error->message; *c != '\0'; c = g_utf8_next_char (c))
    g_assert_true (g_unichar_isprint (g_utf8_get_char (c)));
}

static void
assert_contains (const char *message, const char *pieces)
{
  g_auto (GStrv) list = g_strsplit (pieces, "|", -1);

  for (guint i = 0; list[i] != NULL; i++)
    if (strstr (message, list[i]) == NULL)
      g_error ("“%s” is not in: %s", list[i], message);
}

static void
test_messages (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      const Case *c = &cases[i];

      if (tw_scenario_load_text (c->text, strlen (c->text), "x.ini", &error) != NULL)
        g_error ("taken without a word: %s", c->text);
      assert_one_line (error);
      if (!g_str_has_prefix (error->message, c->start))
        g_error ("“%s” does not begin: %s", c->start, error->message);
      assert_contains (error->message, c->pieces);
      g_assert_error (error, TW_SCENARIO_ERROR, c->code);
    }
}

/* Nothing is said, and nothing leaks, to who does not ask. */
static void
test_no_error_wanted (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_null (tw_scenario_load_text (cases[i].text, strlen (cases[i].text), "x", NULL));
  g_assert_null (tw_scenario_find ("nothing-of-that-name", NULL));
}

/* Every prefix of a good file is good, or refused with one line. */
static void
test_prefixes (void)
{
  const char *text = "[scenario]\ntitle=t\\n\xc3\xa4\n[model]\noversight=10\n" EVENT
                     "target=theta.horizon\nstep=1\nvalue=1\n";

  for (gsize length = 0; length <= strlen (text); length++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwScenario) scenario = tw_scenario_load_text (text, length, "x.ini", &error);

      g_assert_true ((scenario == NULL) == (error != NULL));
      if (error != NULL)
        assert_one_line (error);
    }
}

static void
test_zero_byte (void)
{
  static const char text[] = STAGE "\0";
  g_autoptr (GError) error = NULL;

  g_assert_null (tw_scenario_load_text (text, sizeof text, "a\nb\033.ini", &error));
  assert_one_line (error);
  assert_contains (error->message, "a?b?.ini: |zero byte");
}

static void
assert_refused (GString *text, const char *pieces)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tw_scenario_load_text (text->str, text->len, "x.ini", &error));
  assert_one_line (error);
  assert_contains (error->message, pieces);
}

static void
test_too_many (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int i = 0; i < TW_SCENARIO_MAX_STAGES; i++)
    g_string_append_printf (text, "[stage s%d]\nsteps=1000000000\n", i);
  for (int i = 0; i < TW_SCENARIO_MAX_EVENTS; i++)
    g_string_append_printf (text, "[event e%d]\nstep=%d\ntarget=theta.horizon\nvalue=1\n", i,
                            i % 7);
  {
    g_autoptr (TwScenario) scenario = tw_scenario_load_text (text->str, text->len, "x", NULL);

    g_assert_nonnull (scenario);
    g_assert_cmpuint (tw_scenario_total_steps (scenario), ==, G_GUINT64_CONSTANT (64000000000));
  }
  g_string_append (text, "[event more]\nstep=1\ntarget=theta.horizon\nvalue=1\n");
  assert_refused (text, "x.ini:4225: [event more] too many events|1024");
  g_string_append (text, "[stage more]\nsteps=1\n");
  assert_refused (text, "x.ini:4229: [stage more] too many stages|64");
}

static void
test_long (void)
{
  g_autoptr (GString) text = g_string_new (STAGE);
  g_autofree char *word = g_strnfill (500000, 'w');

  g_string_append_printf (text, "%s=1\n", word);
  assert_refused (text, "x.ini:3: “www|…” cannot be a key");
  g_string_assign (text, STAGE);
  g_string_append_printf (text, "[%s]\n", word);
  assert_refused (text, "x.ini:3: “www|…” is no section");
  g_string_assign (text, STAGE);
  g_string_append_printf (text, "[model]\noversight=%s\n", word);
  assert_refused (text, "x.ini:4: [model] oversight: “www|…”");
  g_string_assign (text, STAGE);
  g_string_append_printf (text, "[scenario]\ntitle=%s\n", word);
  assert_refused (text, "x.ini:4: [scenario] title: |120");
  g_string_append_printf (text, "#%s%s\n", word, word);
  assert_refused (text, "x.ini: |bytes are too many; allowed: at most 1048576");
}

/* --- files --- */

typedef struct
{
  char *dir, *path;
} Place;

static void
place_up (Place *place, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  place->dir = g_dir_make_tmp ("thalweg-XXXXXX", &error);
  g_assert_no_error (error);
  place->path = g_build_filename (place->dir, "x.ini", NULL);
}

static void
place_down (Place *place, gconstpointer data)
{
  g_remove (place->path);
  g_rmdir (place->dir);
  g_free (place->path);
  g_free (place->dir);
}

static void
assert_file (const char *path, const char *pieces)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tw_scenario_load_file (path, &error));
  g_assert_error (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_FILE);
  assert_one_line (error);
  g_assert_true (g_str_has_prefix (error->message, path));
  assert_contains (error->message, pieces);
}

static void
test_file_missing (Place *place, gconstpointer data)
{
  assert_file (place->path, "cannot be opened");
}

static void
test_file_directory (Place *place, gconstpointer data)
{
  assert_file (place->dir, "is a directory");
}

/* Nobody writes to it: opening or reading it in the usual way would wait for ever. */
static void
test_file_pipe (Place *place, gconstpointer data)
{
  g_assert_cmpint (mkfifo (place->path, 0600), ==, 0);
  assert_file (place->path, "no regular file");
}

static void
test_file_device (Place *place, gconstpointer data)
{
  assert_file ("/dev/zero", "no regular file");
}

/* A gigabyte that takes no room on the disk. */
static void
test_file_huge (Place *place, gconstpointer data)
{
  g_assert_true (g_file_set_contents (place->path, "", 0, NULL));
  g_assert_cmpint (truncate (place->path, 1 << 30), ==, 0);
  assert_file (place->path, "1073741824 bytes|at most 1048576");
}

static void
test_file_largest (Place *place, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (STAGE "#");
  g_autoptr (TwScenario) scenario = NULL;
  g_autoptr (GError) error = NULL;

  while (text->len < TW_SCENARIO_MAX_BYTES)
    g_string_append_c (text, '.');
  g_assert_true (g_file_set_contents (place->path, text->str, (gssize)text->len, NULL));
  scenario = tw_scenario_load_file (place->path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (scenario->name, ==, "x");

  g_string_append_c (text, '.');
  g_assert_true (g_file_set_contents (place->path, text->str, (gssize)text->len, NULL));
  assert_file (place->path, "1048577 bytes|at most 1048576");
}

static void
test_file_junk (Place *place, gconstpointer data)
{
  static const char junk[] = "\x7f"
                             "ELF\x02\x01\0\0\0\xff";

  g_assert_true (g_file_set_contents (place->path, junk, sizeof junk, NULL));
  assert_file (place->path, "zero byte");
}

#define ADD_FILE_TEST(name, function)                                                              \
  g_test_add ("/train/scenario-errors/file/" name, Place, NULL, place_up, function, place_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/train/scenario-errors/messages", test_messages);
  g_test_add_func ("/train/scenario-errors/no-error-wanted", test_no_error_wanted);
  g_test_add_func ("/train/scenario-errors/prefixes", test_prefixes);
  g_test_add_func ("/train/scenario-errors/zero-byte", test_zero_byte);
  g_test_add_func ("/train/scenario-errors/too-many", test_too_many);
  g_test_add_func ("/train/scenario-errors/long", test_long);
  ADD_FILE_TEST ("missing", test_file_missing);
  ADD_FILE_TEST ("directory", test_file_directory);
  ADD_FILE_TEST ("pipe", test_file_pipe);
  ADD_FILE_TEST ("device", test_file_device);
  ADD_FILE_TEST ("huge", test_file_huge);
  ADD_FILE_TEST ("largest", test_file_largest);
  ADD_FILE_TEST ("junk", test_file_junk);
  return g_test_run ();
}
