/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The scenario gallery: the shipped scenarios, those that were opened from files, and what the
 * chosen one is about.
 *
 * ::chosen (): the user chose another scenario; see tw_gallery_get_chosen(). */

#pragma once

#include "train/tw-scenario.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TW_TYPE_GALLERY (tw_gallery_get_type ())
G_DECLARE_FINAL_TYPE (TwGallery, tw_gallery, TW, GALLERY, GtkWidget)

/* The scenario is chosen, without ::chosen; if it is not one of the list (its name is none there, or
 * its settings differ) it is added at the top. */
void tw_gallery_choose (TwGallery *gallery, TwScenario *scenario);

/* Borrowed; NULL if none is chosen. */
TwScenario *tw_gallery_get_chosen (TwGallery *gallery);

G_END_DECLS
