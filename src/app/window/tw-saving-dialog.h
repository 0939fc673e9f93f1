/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How far saving is, and a way to stop it: a dialog that comes only if it takes long enough to wonder. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef struct _TwSavingDialog TwSavingDialog;

TwSavingDialog *tw_saving_dialog_new (GtkWindow *parent);
/* Saving is done, or was stopped. */
void tw_saving_dialog_free (TwSavingDialog *dialog);

/* Cancelled when the user stops it. */
GCancellable *tw_saving_dialog_get_cancellable (TwSavingDialog *dialog);
/* fraction is done; dialog is a TwSavingDialog.  Any thread. */
void tw_saving_dialog_progress (double fraction, gpointer dialog);

G_END_DECLS
