/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A session as a window has it: the file and its tree of runs, the one run that is shown, and what one
 * does with them: train, change, branch, undo.
 *
 * A new document is a file in the user's data folder from its first step on, and until it is saved
 * elsewhere; one that nobody touched leaves none.  Nothing that was recorded is changed: a change at
 * the head of a run goes into it, a change at an earlier moment makes a branch there.
 *
 * Main thread only, and nothing here waits for a disk: what takes time is done by workers, and comes
 * with a signal.
 *
 * ::changed (): the tree, a state in it, the name, trouble, or what can be undone.
 * ::shown (): another run is shown.
 * ::notice (const char *text, const char *label, const char *action): to be said in passing, with a
 * button for an action of the window if label is not NULL. */

#pragma once

#include "app/live/tw-live-run.h"
#include "app/session/tw-shared-session.h"

G_BEGIN_DECLS

#define TW_TYPE_DOCUMENT (tw_document_get_type ())
G_DECLARE_FINAL_TYPE (TwDocument, tw_document, TW, DOCUMENT, GObject)

/* Where documents are until they are saved.  Caller frees. */
char *tw_document_dup_folder (void);

/* Of a copy of scenario, at its step 0.  NULL and error if the model cannot be made. */
TwDocument *tw_document_new (const TwScenario *scenario, GError **error);
/* From a file, which no document of this program may have open now; showing its newest run. */
void tw_document_open (const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer data);
TwDocument *tw_document_open_finish (GAsyncResult *result, GError **error);
/* Stops what is under way and lets go of the file; the document can then only be unreferenced. */
void tw_document_close (TwDocument *document);

/* --- what it is --- */

/* "far-sighted", of the file; or of what is trained in it while it is not saved.  Borrowed. */
const char *tw_document_get_title (TwDocument *document);
const char *tw_document_get_path (TwDocument *document);
/* Whether there is a file that the user chose a place for. */
gboolean tw_document_is_saved (TwDocument *document);
/* Nothing was done in it. */
gboolean tw_document_is_untouched (TwDocument *document);
/* NULL: it can be written. */
const char *tw_document_get_read_only_reason (TwDocument *document);
/* Why nothing can be written now; NULL: it can. */
const char *tw_document_get_trouble (TwDocument *document);
/* For lists of its runs. */
TwSession *tw_document_get_session (TwDocument *document);
/* For workers. */
TwSharedSession *tw_document_get_shared (TwDocument *document);

/* --- the run that is shown --- */

TwLiveRun *tw_document_get_live (TwDocument *document);
gint64 tw_document_get_shown (TwDocument *document);
/* The scenario that it, or the first of those that it comes from, began with. */
TwScenario *tw_document_get_root_scenario (TwDocument *document);

/* Shows a run, as soon as it is there; the former one's training pauses. */
void tw_document_show (TwDocument *document, gint64 run);
/* The same, at an earlier moment of it. */
void tw_document_show_step (TwDocument *document, gint64 run, guint64 step);
/* A new run of a scenario, beside those that are there; in the place of all if nothing was done.  FALSE and
 * error if the model cannot be made. */
gboolean tw_document_choose (TwDocument *document, const TwScenario *scenario, GError **error);
/* A branch from the shown moment, as it is. */
void tw_document_branch (TwDocument *document);

/* --- the tree --- */

void tw_document_rename (TwDocument *document, gint64 run, const char *name);
void tw_document_set_hidden (TwDocument *document, gint64 run, gboolean hidden);
void tw_document_set_color (TwDocument *document, gint64 run, guint color);
/* Another run is shown if it was shown; the last one stays. */
void tw_document_delete (TwDocument *document, gint64 run);

/* --- undo --- */

/* What would be undone or done again, for people; NULL: nothing. */
const char *tw_document_get_undo_title (TwDocument *document);
const char *tw_document_get_redo_title (TwDocument *document);
void tw_document_undo (TwDocument *document);
void tw_document_redo (TwDocument *document);

/* --- saving --- */

/* Writes everything to path, over what is there, and goes on there; where it was until then stays, unless
 * it was in the folder for documents that are not saved.  progress (may be NULL) is called on a worker. */
void tw_document_save_as (TwDocument *document, const char *path, TwSessionProgress progress,
                          gpointer progress_data, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer data);
gboolean tw_document_save_as_finish (TwDocument *document, GAsyncResult *result, GError **error);

G_END_DECLS
