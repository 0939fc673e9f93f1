/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/window/tw-saving-dialog.h"

#include <glib/gi18n.h>

#define PATIENCE_MS 400
#define PERIOD_MS 100

struct _TwSavingDialog
{
  GtkWindow *parent;  /* NULL when it has gone */
  GtkWidget *message; /* NULL before it is shown */
  GtkProgressBar *bar;
  GCancellable *cancellable;
  guint timer;
  int thousandths; /* atomic */
};

static gboolean
on_period (gpointer data)
{
  TwSavingDialog *dialog = data;

  gtk_progress_bar_set_fraction (dialog->bar, g_atomic_int_get (&dialog->thousandths) / 1000.0);
  return G_SOURCE_CONTINUE;
}

static void
on_response (TwSavingDialog *dialog)
{
  g_cancellable_cancel (dialog->cancellable);
}

/* With its parent. */
static void
on_destroyed (TwSavingDialog *dialog)
{
  g_clear_handle_id (&dialog->timer, g_source_remove);
  dialog->message = NULL;
}

static gboolean
on_patience (gpointer data)
{
  TwSavingDialog *dialog = data;

  dialog->timer = 0;
  if (dialog->parent == NULL)
    return G_SOURCE_REMOVE;
  dialog->message = adw_message_dialog_new (dialog->parent, _ ("Saving"), NULL);
  dialog->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (dialog->bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("How much is saved"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog->message),
                                      GTK_WIDGET (dialog->bar));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog->message), "stop", _ ("_Stop"));
  g_signal_connect_swapped (dialog->message, "response", G_CALLBACK (on_response), dialog);
  g_signal_connect_swapped (dialog->message, "destroy", G_CALLBACK (on_destroyed), dialog);
  gtk_window_present (GTK_WINDOW (dialog->message));
  dialog->timer = g_timeout_add (PERIOD_MS, on_period, dialog);
  return G_SOURCE_REMOVE;
}

TwSavingDialog *
tw_saving_dialog_new (GtkWindow *parent)
{
  TwSavingDialog *dialog = g_new0 (TwSavingDialog, 1);

  g_set_weak_pointer (&dialog->parent, parent);
  dialog->cancellable = g_cancellable_new ();
  dialog->timer = g_timeout_add (PATIENCE_MS, on_patience, dialog);
  return dialog;
}

void
tw_saving_dialog_free (TwSavingDialog *dialog)
{
  g_clear_handle_id (&dialog->timer, g_source_remove);
  if (dialog->message != NULL)
    {
      g_signal_handlers_disconnect_by_data (dialog->message, dialog);
      gtk_window_destroy (GTK_WINDOW (dialog->message));
    }
  g_clear_weak_pointer (&dialog->parent);
  g_object_unref (dialog->cancellable);
  g_free (dialog);
}

GCancellable *
tw_saving_dialog_get_cancellable (TwSavingDialog *dialog)
{
  return dialog->cancellable;
}

void
tw_saving_dialog_progress (double fraction, gpointer data)
{
  TwSavingDialog *dialog = data;

  g_atomic_int_set (&dialog->thousandths, (int)(CLAMP (fraction, 0, 1) * 1000));
}
