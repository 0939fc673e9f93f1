/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Shows any moment of a run that was recorded: a worker that makes the snapshot of the step asked for.
 * The newest request wins, at most one waits, and one that is under way is finished: somebody who
 * drags through a run sees what could be shown on the way.
 *
 * Thread-safe: the functions may be called from any one thread at a time (the owner's); notify is
 * called on the worker.  Nothing here waits for the worker but tw_viewer_free() and tw_viewer_sync(). */

#pragma once

#include "train/tw-trainer.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where moments come from: called on the worker, one at a time. */
typedef struct
{
  /* The run after so many steps; NULL and error.  cancellable: the viewer goes. */
  TwSnapshot *(*look) (gpointer source, guint64 step, GCancellable *cancellable, GError **error);
  void (*free) (gpointer source);
} TwViewerSource;

typedef struct _TwViewer TwViewer;
/* Called on the worker when a moment, or why there is none, begins to wait.  Must return quickly and
 * not call the viewer. */
typedef void (*TwViewerNotify) (gpointer data);

/* Takes source, which functions (static) know. */
TwViewer *tw_viewer_new (const TwViewerSource *functions, gpointer source, TwViewerNotify notify,
                         gpointer data);
/* Cancels what is under way, and joins the worker. */
void tw_viewer_free (TwViewer *viewer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwViewer, tw_viewer_free)

void tw_viewer_request (TwViewer *viewer, guint64 step);
/* Nothing that was asked for is wanted any more. */
void tw_viewer_drop (TwViewer *viewer);
/* The newest not yet taken, or NULL, with error if it could not be made.  Caller unrefs. */
TwSnapshot *tw_viewer_take (TwViewer *viewer, GError **error);
/* Waits until the last request was answered. */
void tw_viewer_sync (TwViewer *viewer);

G_END_DECLS
