/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the desktop says about looks, as figures want it.  Main thread only. */

#pragma once

#include "figure/tw-figure.h"
#include "figure/tw-plane-figure.h"
#include "model/tw-model.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The theme that the desktop's (or the application's) style asks for. */
const TwTheme *tw_view_theme (void);

/* A context for a widget's figure of its whole size: theme, font, text scale and window scale are
 * the widget's; the background is left to its card.  Clear with tw_figure_context_clear(); the
 * widget must outlive it. */
void tw_view_context_init (TwFigureContext *context, cairo_t *cr, GtkWidget *widget);

/* Calls gtk_widget_queue_draw() on widget whenever style, contrast or text size change, until it is
 * finalized. */
void tw_view_follow_style (GtkWidget *widget);

/* The colour that a regime has in every view; and the class of style.css for a tint of it. */
TwColor tw_view_regime_color (const TwTheme *theme, guint regime);
const char *tw_view_regime_class (guint regime);
/* (type->n_regimes) for a plane; names are lower-case titles, translated.  Free with
 * tw_view_regimes_free(). */
TwPlaneRegime *tw_view_regimes_new (const TwModelType *type, const TwTheme *theme);
void tw_view_regimes_free (TwPlaneRegime *regimes, guint n);

G_END_DECLS
