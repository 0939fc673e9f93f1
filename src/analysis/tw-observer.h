/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Watches states of a run from low-priority threads of its own: what the full batch says at the
 * present point, then the background field, coarse first, then finer.  The newest request wins; a
 * field is dropped when its input changed, except that a coarse one (TW_OBSERVER_COARSE a side) is
 * always finished, so that a run at full speed still has a field.
 *
 * What the field depends on is compared by value.  While only h and s move, or nothing does, the
 * field that is there stays, and is neither computed nor handed out again; one that is being
 * refined goes on.
 *
 * Thread-safe: the functions may be called from any one thread at a time (the owner's); notify is
 * called on the worker.  Nothing here waits for the worker but tw_observer_free() and
 * tw_observer_sync(). */

#pragma once

#include "analysis/tw-field.h"
#include "analysis/tw-outlook.h"
#include "train/tw-trainer.h"

G_BEGIN_DECLS

/* Points a side of the first field; each further one has twice as many, up to what was asked. */
#define TW_OBSERVER_COARSE 16

typedef struct _TwObserver TwObserver;
/* Called on the worker when a field or an outlook begins to wait.  Must return quickly and not call
 * the observer. */
typedef void (*TwObserverNotify) (gpointer data);

/* n_threads for fields: 1 … 64.  notify may be NULL. */
TwObserver *tw_observer_new (guint n_threads, TwObserverNotify notify, gpointer data);
/* Stops within a point, and joins the worker. */
void tw_observer_free (TwObserver *observer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwObserver, tw_observer_free)

/* Looks at snapshot (a reference is taken) over the range of grid; nx and ny (1 … 4096): the finest
 * wanted.  Returns the request's serial, from 1. */
guint64 tw_observer_request (TwObserver *observer, TwSnapshot *snapshot, const TwGrid *grid);
/* The newest not yet taken, or NULL.  Caller unrefs.  The field's serial is the last request that
 * it answers. */
TwField *tw_observer_take_field (TwObserver *observer);
TwOutlook *tw_observer_take_outlook (TwObserver *observer);
/* Waits until the finest field of the last request has been handed out, or cannot be (tests,
 * export). */
void tw_observer_sync (TwObserver *observer);

G_END_DECLS
