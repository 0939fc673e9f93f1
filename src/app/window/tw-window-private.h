/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a window is made of.  For the files of TwWindow alone: tw-window.c has views and playing,
 * tw-window-document.c the session and its runs, tw-window-reports.c what can be asked about them,
 * tw-window-files.c opening and saving. */

#pragma once

#include "app/gallery/tw-gallery.h"
#include "app/inspector/tw-inspector.h"
#include "app/runs/tw-run-tree.h"
#include "app/views/tw-plane-view.h"
#include "app/views/tw-timeline-view.h"
#include "app/window/tw-transport.h"
#include "app/window/tw-window.h"

G_BEGIN_DECLS

struct _TwWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkWidget *badge;
  AdwButtonContent *play_content;
  AdwSplitButton *open_button;
  GtkWidget *branch_button;
  GtkWidget *branch_icon;
  AdwFlap *gallery_flap;
  AdwFlap *inspector_flap;
  TwGallery *gallery;
  TwRunTree *runs;
  TwInspector *inspector;
  GtkInfoBar *trouble_bar;
  GtkLabel *trouble;
  GtkInfoBar *record_bar;
  GtkLabel *record;
  GtkInfoBar *read_only_bar;
  GtkLabel *read_only;
  GtkWidget *plane_card;
  TwPlaneView *plane;
  GtkLabel *plane_note;
  GtkWidget *fit_button;
  GtkWidget *enlarge_plane;
  GtkWidget *timeline_card;
  TwTimelineView *timelines;
  GtkLabel *timeline_note;
  TwTransport *transport;

  TwDocument *document;
  TwLiveRun *run;     /* that the document shows */
  char *offered_undo; /* what the toast's button undoes; NULL: nothing */
  AdwToast *toast;    /* that offers something; the next one takes its place */
  GtkFileChooserNative *chooser;
  GCancellable *opening; /* a session; NULL: none is */
  gboolean saving;
  GMenu *recent;
  char *complaint;    /* the last that was shown */
  char *view_problem; /* the same, of a moment that cannot be shown */
  gboolean playing;
  guint frames; /* tick callback; 0: none */
  guint idle_frames;
};

/* --- tw-window.c --- */

/* Has all views show run, which is not NULL. */
void tw_window_show_run (TwWindow *window, TwLiveRun *run);
void tw_window_forget_run (TwWindow *window);
void tw_window_enable (TwWindow *window, const char *name, gboolean enabled);
/* Said in passing; label and action NULL: without a button. */
void tw_window_say (TwWindow *window, const char *text, const char *label, const char *action);
void tw_window_complain (TwWindow *window, const char *heading, const char *message);

/* --- tw-window-document.c --- */

void tw_window_add_document_actions (TwWindow *window);
void tw_window_connect_runs (TwWindow *window);
void tw_window_leave_document (TwWindow *window);
void tw_window_on_chosen (TwWindow *window);

/* --- tw-window-reports.c --- */

void tw_window_add_report_actions (TwWindow *window);
void tw_window_connect_reports (TwWindow *window);

/* --- tw-window-files.c --- */

void tw_window_add_file_actions (TwWindow *window);
void tw_window_begin_files (TwWindow *window);
void tw_window_end_files (TwWindow *window);
/* What the menu of recent files has. */
void tw_window_refresh_recent (TwWindow *window);

G_END_DECLS
