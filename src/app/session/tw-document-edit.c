/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Changing values: at the head in place, at an earlier moment on a branch; and undoing that. */

#include "config.h"

#include "app/inspector/tw-number-text.h"
#include "app/session/tw-document-private.h"
#include "figure/tw-format.h"

#include <glib/gi18n.h>
#include <math.h>

/* Of a value that was set while training ran: at which step is not known. */
#define NO_STEP G_MAXUINT64

/* --- what it is called --- */

static const char *
title_of (const TwScenario *scenario, TwAddress address)
{
  /* Parameters are titled as their starting values are. */
  if (address.section == TW_SECTION_THETA)
    return address.key < scenario->type->start.n ? scenario->type->start.specs[address.key].title
                                                 : "θ";
  return tw_scenario_spec (scenario, address)->title;
}

static char *
format_value (const TwSettingSpec *spec, double value)
{
  if (spec->type == TW_SETTING_REAL || spec->type == TW_SETTING_INTEGER)
    return tw_number_text_format (spec, value, FALSE);
  return tw_setting_format (spec, value);
}

/* "Horizon 8.5"; "the point moved" where it is more than one value. */
static char *
describe_edit (const TwScenario *scenario, const TwLiveEdit *edit)
{
  g_autofree char *value = NULL;

  if (edit->n != 1)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u value", "%u values", edit->n),
                            edit->n);
  value = format_value (tw_scenario_spec (scenario, edit->addresses[0]), edit->values[0]);
  return g_strdup_printf ("%s %s", _ (title_of (scenario, edit->addresses[0])), value);
}

static char *
name_edit (const TwScenario *scenario, const TwLiveEdit *edit)
{
  return g_strcmp0 (edit->origin, "plane") == 0 ? g_strdup (_ ("Point moved"))
                                                : describe_edit (scenario, edit);
}

/* --- branches --- */

void
tw_pending_edit_free (TwPendingEdit *edit)
{
  if (edit == NULL)
    return;
  g_array_unref (edit->addresses);
  g_array_unref (edit->values);
  g_free (edit->origin);
  g_free (edit);
}

static TwPendingEdit *
keep_edit (const TwLiveEdit *edit)
{
  TwPendingEdit *pending = g_new (TwPendingEdit, 1);

  pending->addresses = g_array_new (FALSE, FALSE, sizeof (TwAddress));
  pending->values = g_array_new (FALSE, FALSE, sizeof (double));
  g_array_append_vals (pending->addresses, edit->addresses, edit->n);
  g_array_append_vals (pending->values, edit->values, edit->n);
  pending->origin = g_strdup (edit->origin);
  return pending;
}

static void
branching_free (TwBranching *branching)
{
  if (branching->document->branching == branching)
    branching->document->branching = NULL;
  g_object_unref (branching->document);
  g_object_unref (branching->from);
  g_ptr_array_unref (branching->edits);
  g_free (branching->name);
  g_free (branching);
}

static void
apply (TwLiveRun *live, const TwPendingEdit *pending)
{
  const TwLiveEdit edit = { (const TwAddress *)(void *)pending->addresses->data,
                            (const double *)(void *)pending->values->data, pending->values->len,
                            pending->origin };

  tw_live_run_set_at_head (live, &edit);
}

/* The branch takes the place of the edit that it undoes, or is a deed of its own. */
static void
note_branch (TwBranching *branching, gint64 id)
{
  TwDocument *document = branching->document;
  TwDeed *deed;

  if (branching->undoes != NULL)
    {
      if (tw_undo_peek (document->undo) == branching->undoes)
        {
          branching->undoes->instead = id;
          tw_undo_step_back (document->undo);
        }
      return;
    }
  deed = tw_deed_new (TW_DEED_BRANCH, id, branching->name);
  deed->shown = document->shown;
  deed->shown_step = tw_live_run_is_following (branching->from)
                         ? G_MAXUINT64
                         : tw_live_run_get_wanted_step (branching->from);
  tw_undo_push (document->undo, deed);
}

static void
tell_branch (TwBranching *branching, guint64 step)
{
  char number[48];

  tw_format_number ((double)step, 0, number, sizeof number);
  if (branching->undoes != NULL)
    tw_document_notice (branching->document, _ ("Redo"), "win.redo",
                        _ ("Training had gone on: new run “%s” from step %s, before the change"),
                        branching->name, number);
  else
    tw_document_notice (branching->document, _ ("Undo"), "win.undo",
                        _ ("New run “%s” from step %s"), branching->name, number);
}

static gboolean
make_branch (TwBranching *branching, TwOpenedRun *opened, GError **error)
{
  TwDocument *document = branching->document;
  const guint64 step = tw_run_get_step (opened->run);
  TwLiveRun *live;
  gint64 id;

  id = tw_session_add_branch (document->session, opened->owner, opened->n_changes, opened->run,
                              branching->name, error);
  if (id == 0)
    return FALSE;
  live = tw_document_make_live (document, id, opened, error);
  if (live == NULL)
    return FALSE;
  for (guint i = 0; i < branching->edits->len; i++)
    apply (live, branching->edits->pdata[i]);
  note_branch (branching, id);
  document->branching = NULL;
  tw_document_present (document, id);
  tell_branch (branching, step);
  return TRUE;
}

static void
on_branch_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  TwBranching *branching = data;
  TwDocument *document = branching->document;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwOpenedRun) opened = tw_run_open_finish (result, &error);

  if (document->shared != NULL && document->branching == branching
      && (opened == NULL || !make_branch (branching, opened, &error)))
    tw_document_notice (document, NULL, NULL, _ ("No branch could be made: %s"), error->message);
  branching_free (branching);
}

static gboolean
is_taken (TwDocument *document, const char *name)
{
  for (guint i = 0; i < tw_session_get_n_runs (document->session); i++)
    {
      const TwSessionRun *run = tw_session_get_run_at (document->session, i);

      if (!run->deleted && g_strcmp0 (run->name, name) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Takes name; with a number behind it if another run is called so. */
static char *
make_unique (TwDocument *document, char *name)
{
  g_autofree char *stem = name;
  char *unique = g_strdup (stem);

  for (guint i = 2; is_taken (document, unique); i++)
    {
      g_free (unique);
      unique = g_strdup_printf ("%s %u", stem, i);
    }
  return unique;
}

void
tw_document_begin_branch (TwDocument *document, const TwRunWish *wish, TwPendingEdit *edit,
                          char *name, TwDeed *undoes)
{
  TwBranching *branching = g_new0 (TwBranching, 1);
  char step[48];

  tw_format_number ((double)wish->step, 0, step, sizeof step);
  branching->document = g_object_ref (document);
  branching->from = g_object_ref (document->live);
  branching->edits = g_ptr_array_new_with_free_func ((GDestroyNotify)tw_pending_edit_free);
  branching->name =
      make_unique (document, name != NULL ? name : g_strdup_printf (_ ("Branch at %s"), step));
  branching->undoes = undoes;
  if (edit != NULL)
    g_ptr_array_add (branching->edits, edit);
  document->branching = branching;
  g_clear_object (&document->cancel_branching);
  document->cancel_branching = g_cancellable_new ();
  /* A branch is read from the file, which has to be there. */
  tw_session_store (document->session);
  tw_run_open (document->shared, wish, document->cancel_branching, on_branch_opened, branching);
}

/* TRUE, and it is said, if nothing may be changed. */
static gboolean
refuse (TwDocument *document)
{
  const char *reason = tw_document_get_read_only_reason (document);

  if (reason == NULL)
    return FALSE;
  tw_document_notice (document, _ ("Save a Copy…"), "win.save-as",
                      _ ("This session can only be looked at: %s"), reason);
  return TRUE;
}

void
tw_document_branch (TwDocument *document)
{
  TwRunWish wish = { 0 };

  g_return_if_fail (TW_IS_DOCUMENT (document));

  if (document->live == NULL || document->branching != NULL || refuse (document))
    return;
  wish.run = document->shown;
  wish.step = tw_live_run_get_wanted_step (document->live);
  tw_document_begin_branch (document, &wish, NULL, NULL, NULL);
}

/* --- edits --- */

static TwAddress
settle_address (TwLiveRun *live, TwAddress address)
{
  if (address.section == TW_SECTION_STAGE && address.item == TW_CURRENT_STAGE)
    address.item = tw_live_run_get_snapshot (live)->stage;
  return address;
}

static void
note_edit (TwDocument *document, TwLiveRun *live, const TwLiveEdit *edit)
{
  const TwSnapshot *head = tw_live_run_get_head (live);
  g_autofree char *title = name_edit (head->scenario, edit);
  TwDeed *deed = tw_deed_new (TW_DEED_EDIT, document->shown, title);

  deed->origin = g_strdup (edit->origin);
  deed->step = head->state == TW_TRAINER_RUNNING ? NO_STEP : head->step;
  for (guint i = 0; i < edit->n; i++)
    {
      const TwAddress address = settle_address (live, edit->addresses[i]);
      g_autofree char *text = tw_scenario_address_text (head->scenario, address);

      tw_deed_add_value (deed, text, tw_live_run_get (live, address), edit->values[i]);
    }
  tw_undo_push (document->undo, deed);
  tw_document_changed (document);
}

static void
branch_with (TwDocument *document, TwLiveRun *live, const TwLiveEdit *edit)
{
  const TwRunWish wish = { .run = document->shown, .step = tw_live_run_get_wanted_step (live) };

  tw_document_begin_branch (document, &wish, keep_edit (edit),
                            name_edit (tw_live_run_get_snapshot (live)->scenario, edit), NULL);
}

gboolean
tw_document_on_edit (TwLiveRun *live, const TwLiveEdit *edit, TwDocument *document)
{
  if (document->shared == NULL || live != document->live || refuse (document))
    return TRUE;
  /* What is changed of the moment that is just being branched from is of the branch. */
  if (document->branching != NULL && document->branching->from == live)
    {
      g_ptr_array_add (document->branching->edits, keep_edit (edit));
      return TRUE;
    }
  if (!tw_live_run_is_following (live))
    {
      if (document->branching == NULL)
        branch_with (document, live, edit);
      return TRUE;
    }
  note_edit (document, live, edit);
  return FALSE;
}

/* --- the tree --- */

static void
push (TwDocument *document, TwDeed *deed)
{
  tw_undo_push (document->undo, deed);
  tw_document_changed (document);
}

/* TRUE, or it is said what is wrong. */
static gboolean
check (TwDocument *document, gboolean done, GError *error)
{
  if (!done)
    tw_document_notice (document, NULL, NULL, "%s", error->message);
  return done;
}

/* Owner's side of all four: NULL if there is no such run or nothing may be changed. */
static const TwSessionRun *
run_to_change (TwDocument *document, gint64 run)
{
  if (document->shared == NULL || refuse (document))
    return NULL;
  return tw_session_get_run (document->session, run);
}

static gboolean
rename_run (TwDocument *document, gint64 run, const char *name)
{
  g_autoptr (GError) error = NULL;
  const gboolean done = tw_session_rename (document->session, run, name, &error);

  return check (document, done, error);
}

void
tw_document_rename (TwDocument *document, gint64 run, const char *name)
{
  const TwSessionRun *info = run_to_change (document, run);
  TwDeed *deed;

  if (info == NULL || g_str_equal (info->name, name))
    return;
  deed = tw_deed_new (TW_DEED_RENAME, run, _ ("Rename"));
  deed->name_before = g_strdup (info->name);
  deed->name_after = g_strdup (name);
  if (rename_run (document, run, name))
    push (document, deed);
  else
    tw_deed_free (deed);
}

static gboolean
hide_run (TwDocument *document, gint64 run, gboolean hidden)
{
  g_autoptr (GError) error = NULL;
  const gboolean done = tw_session_set_hidden (document->session, run, hidden, &error);

  return check (document, done, error);
}

void
tw_document_set_hidden (TwDocument *document, gint64 run, gboolean hidden)
{
  const TwSessionRun *info = run_to_change (document, run);
  TwDeed *deed;

  if (info == NULL || !info->hidden == !hidden || !hide_run (document, run, hidden))
    return;
  deed = tw_deed_new (TW_DEED_HIDE, run, hidden ? _ ("Hide Run") : _ ("Show Run"));
  deed->before = !hidden;
  deed->after = hidden != FALSE;
  push (document, deed);
}

static gboolean
color_run (TwDocument *document, gint64 run, guint color)
{
  g_autoptr (GError) error = NULL;
  const gboolean done = tw_session_set_color (document->session, run, color, &error);

  for (guint i = 0; done && i < document->ready->len; i++)
    if (((TwReadyRun *)document->ready->pdata[i])->id == run)
      tw_live_run_set_color (((TwReadyRun *)document->ready->pdata[i])->live, color);
  return check (document, done, error);
}

void
tw_document_set_color (TwDocument *document, gint64 run, guint color)
{
  const TwSessionRun *info = run_to_change (document, run);
  const guint before = info != NULL ? info->color : color;
  TwDeed *deed;

  if (before == color || !color_run (document, run, color))
    return;
  deed = tw_deed_new (TW_DEED_COLOR, run, _ ("Change of Colour"));
  deed->before = before;
  deed->after = color;
  push (document, deed);
}

static gboolean
delete_run (TwDocument *document, gint64 run, gboolean deleted)
{
  g_autoptr (GError) error = NULL;
  const gboolean done = tw_session_set_deleted (document->session, run, deleted, &error);

  return check (document, done, error);
}

/* What to show when a run goes: what it came from, else its neighbour; 0: there is no other. */
static gint64
find_other (TwDocument *document, gint64 run)
{
  const TwSessionRun *info = tw_session_get_run (document->session, run);
  gint64 best = 0;

  while (info != NULL && info->parent != 0)
    {
      info = tw_session_get_run (document->session, info->parent);
      if (info != NULL && !info->deleted)
        return info->id;
    }
  for (guint i = 0; i < tw_session_get_n_runs (document->session); i++)
    {
      info = tw_session_get_run_at (document->session, i);
      if (info->id != run && !info->deleted && (best == 0 || info->id <= run))
        best = info->id;
    }
  return best;
}

void
tw_document_delete (TwDocument *document, gint64 run)
{
  const TwSessionRun *info = run_to_change (document, run);
  const gint64 other = info != NULL ? find_other (document, run) : 0;
  g_autofree char *name = info != NULL ? g_strdup (info->name) : NULL;
  TwDeed *deed;

  if (info == NULL || info->deleted)
    return;
  if (other == 0)
    {
      tw_document_notice (document, NULL, NULL, "%s", _ ("The only run of a session stays"));
      return;
    }
  if (!delete_run (document, run, TRUE))
    return;
  deed = tw_deed_new (TW_DEED_DELETE, run, _ ("Delete Run"));
  deed->shown = document->shown;
  push (document, deed);
  if (document->shown == run)
    tw_document_show (document, other);
  tw_document_notice (document, _ ("Undo"), "win.undo", _ ("“%s” was deleted"), name);
}

/* --- undo --- */

/* Sets what the deed set, as it was or as it became, at the head. */
static void
set_back (TwDocument *document, const TwDeed *deed, gboolean undo)
{
  const TwScenario *scenario = tw_live_run_get_head (document->live)->scenario;
  g_autofree TwAddress *addresses = g_new (TwAddress, deed->values->len);
  g_autofree double *values = g_new (double, deed->values->len);
  TwLiveEdit edit = { addresses, values, 0, undo ? "undo" : "redo" };

  for (guint i = 0; i < deed->values->len; i++)
    {
      const TwDeedValue *value = &g_array_index (deed->values, TwDeedValue, i);

      if (!tw_scenario_resolve (scenario, value->address, &addresses[edit.n], NULL))
        continue;
      values[edit.n++] = undo ? value->before : value->after;
    }
  tw_live_run_follow (document->live);
  if (edit.n > 0)
    tw_live_run_set_at_head (document->live, &edit);
}

/* Shows the run first if it is not shown: then it is done. */
static gboolean
needs_run (TwDocument *document, gint64 run, int again)
{
  if (document->shown == run)
    return FALSE;
  tw_document_show_and (document, run, G_MAXUINT64, again);
  return TRUE;
}

static gboolean
stands_where_it_was (TwDocument *document, const TwDeed *deed)
{
  const TwSnapshot *head = tw_live_run_get_head (document->live);

  return head->step == deed->step && !tw_live_run_is_training (document->live)
         && head->state != TW_TRAINER_RUNNING;
}

/* TRUE: it is undone.  Else it will be, by a branch. */
static gboolean
undo_edit (TwDocument *document, TwDeed *deed)
{
  const TwDeedValue *first = &g_array_index (deed->values, TwDeedValue, 0);
  TwRunWish wish = { .run = deed->run, .changed = first->address, .changed_to = first->after };

  if (deed->instead != 0)
    {
      delete_run (document, deed->instead, FALSE);
      tw_document_show (document, deed->instead);
      return TRUE;
    }
  if (!tw_deed_is_momentary (deed) || stands_where_it_was (document, deed))
    {
      set_back (document, deed, TRUE);
      return TRUE;
    }
  wish.n_before = deed->n_edits - 1;
  tw_document_begin_branch (document, &wish, NULL, g_strdup_printf (_ ("Without %s"), deed->title),
                            deed);
  return FALSE;
}

static void
redo_edit (TwDocument *document, TwDeed *deed)
{
  if (deed->instead == 0)
    {
      deed->step = tw_live_run_is_training (document->live)
                       ? NO_STEP
                       : tw_live_run_get_head (document->live)->step;
      deed->n_edits = 1;
      set_back (document, deed, FALSE);
      return;
    }
  delete_run (document, deed->instead, TRUE);
  tw_document_show (document, deed->run);
}

static void
undo_branch (TwDocument *document, const TwDeed *deed)
{
  delete_run (document, deed->run, TRUE);
  tw_document_show_and (document, deed->shown, deed->shown_step, 0);
}

static void
redo_run (TwDocument *document, const TwDeed *deed)
{
  delete_run (document, deed->run, FALSE);
  tw_document_show (document, deed->run);
}

static void
redo_delete (TwDocument *document, const TwDeed *deed)
{
  const gint64 other = find_other (document, deed->run);

  delete_run (document, deed->run, TRUE);
  if (document->shown == deed->run && other != 0)
    tw_document_show (document, other);
}

static gboolean
undo_deed (TwDocument *document, TwDeed *deed)
{
  switch (deed->kind)
    {
    case TW_DEED_EDIT:
      return undo_edit (document, deed);
    case TW_DEED_BRANCH:
      undo_branch (document, deed);
      return TRUE;
    case TW_DEED_RENAME:
      rename_run (document, deed->run, deed->name_before);
      return TRUE;
    case TW_DEED_HIDE:
      hide_run (document, deed->run, (gboolean)deed->before);
      return TRUE;
    case TW_DEED_COLOR:
      color_run (document, deed->run, deed->before);
      return TRUE;
    case TW_DEED_DELETE:
      delete_run (document, deed->run, FALSE);
      if (deed->shown == deed->run)
        tw_document_show (document, deed->run);
      return TRUE;
    default:
      g_assert_not_reached ();
    }
}

static void
redo_deed (TwDocument *document, TwDeed *deed)
{
  switch (deed->kind)
    {
    case TW_DEED_EDIT:
      redo_edit (document, deed);
      break;
    case TW_DEED_BRANCH:
      redo_run (document, deed);
      break;
    case TW_DEED_RENAME:
      rename_run (document, deed->run, deed->name_after);
      break;
    case TW_DEED_HIDE:
      hide_run (document, deed->run, (gboolean)deed->after);
      break;
    case TW_DEED_COLOR:
      color_run (document, deed->run, deed->after);
      break;
    case TW_DEED_DELETE:
      redo_delete (document, deed);
      break;
    }
}

void
tw_document_undo (TwDocument *document)
{
  TwDeed *deed;

  g_return_if_fail (TW_IS_DOCUMENT (document));

  deed = tw_undo_peek (document->undo);
  if (deed == NULL || document->live == NULL || document->branching != NULL || refuse (document))
    return;
  if (deed->kind == TW_DEED_EDIT && deed->instead == 0 && needs_run (document, deed->run, -1))
    return;
  if (undo_deed (document, deed))
    tw_undo_step_back (document->undo);
  tw_document_changed (document);
}

void
tw_document_redo (TwDocument *document)
{
  TwDeed *deed;

  g_return_if_fail (TW_IS_DOCUMENT (document));

  deed = tw_undo_peek_redo (document->undo);
  if (deed == NULL || document->live == NULL || document->branching != NULL || refuse (document))
    return;
  if (deed->kind == TW_DEED_EDIT && deed->instead == 0 && needs_run (document, deed->run, 1))
    return;
  redo_deed (document, deed);
  tw_undo_step_on (document->undo);
  tw_document_changed (document);
}

const char *
tw_document_get_undo_title (TwDocument *document)
{
  g_return_val_if_fail (TW_IS_DOCUMENT (document), NULL);
  return tw_undo_peek (document->undo) != NULL ? tw_undo_peek (document->undo)->title : NULL;
}

const char *
tw_document_get_redo_title (TwDocument *document)
{
  g_return_val_if_fail (TW_IS_DOCUMENT (document), NULL);
  return tw_undo_peek_redo (document->undo) != NULL ? tw_undo_peek_redo (document->undo)->title
                                                    : NULL;
}
