/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which parameters a state would have to have to stand at another point of the plane: worked out on a
 * thread of its own, because a model has to be made for it. */

#pragma once

#include "train/tw-trainer.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  TwAddress *addresses; /* (n) parameters that have to be others */
  double *values;       /* (n) */
  guint n;
} TwPlacement;

void tw_placement_free (TwPlacement *placement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwPlacement, tw_placement_free)

/* As near to (x, y) as can be reached from snapshot, of which a reference is taken: above the knowledge
 * ceiling just below it.  A coordinate that is the snapshot's own stays what it is, to the last bit. */
void tw_placement_find (TwSnapshot *snapshot, const double point[2], GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data);
/* NULL and error: nothing there can be reached, or the model cannot be made.  Caller frees. */
TwPlacement *tw_placement_find_finish (GAsyncResult *result, GError **error);

/* Where y may be: within what can be reached. */
double tw_placement_limit_y (const TwSnapshot *snapshot, double y);

G_END_DECLS
