/* SPDX-License-Identifier: GPL-3.0-or-later */

/* thalweg: the desktop application. */

#include "config.h"

#include "app/tw-application.h"
#include "core/tw-blas.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>

int
main (int argc, char **argv)
{
  g_autoptr (TwApplication) application = NULL;

  gtk_disable_setlocale (); /* it would set the locale of numbers again */
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, TW_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  /* Numbers of the model are written and read with a point, whatever the language. */
  setlocale (LC_NUMERIC, "C");
  tw_blas_init ();
  /* A file that may not grow is an error like a full disk, and no end. */
  signal (SIGXFSZ, SIG_IGN);
  g_set_application_name ("Thalweg");

  application = tw_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
