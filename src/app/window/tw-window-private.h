/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a window is made of.  For tw-window.c alone. */

#pragma once

#include "app/gallery/tw-gallery.h"
#include "app/inspector/tw-inspector.h"
#include "app/views/tw-plane-view.h"
#include "app/views/tw-timeline-view.h"
#include "app/window/tw-transport.h"
#include "app/window/tw-window.h"

struct _TwWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkLabel *title;
  GtkLabel *subtitle;
  AdwButtonContent *play_content;
  AdwFlap *gallery_flap;
  AdwFlap *inspector_flap;
  TwGallery *gallery;
  TwInspector *inspector;
  GtkInfoBar *trouble_bar;
  GtkLabel *trouble;
  GtkWidget *plane_card;
  TwPlaneView *plane;
  GtkLabel *plane_note;
  GtkWidget *fit_button;
  GtkWidget *enlarge_plane;
  GtkWidget *timeline_card;
  TwTimelineView *timelines;
  GtkLabel *timeline_note;
  TwTransport *transport;

  TwLiveRun *run;
  TwScenario *loaded;  /* as it was before any edit */
  TwLiveRun *previous; /* what another scenario took the place of; NULL: none */
  TwScenario *previous_loaded;
  AdwToast *toast; /* that offers to go back */
  GtkFileChooserNative *chooser;
  char *complaint; /* the last that was shown */
  gboolean playing;
  guint frames; /* tick callback; 0: none */
  guint idle_frames;
};
