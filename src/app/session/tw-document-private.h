/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a document is made of.  For the files of TwDocument alone. */

#pragma once

#include "app/session/tw-document.h"
#include "app/session/tw-run-opener.h"
#include "app/session/tw-undo.h"

G_BEGIN_DECLS

/* A run that is ready to be shown. */
typedef struct
{
  gint64 id;
  TwLiveRun *live;
} TwReadyRun;

/* Values to be set on a branch that is being made. */
typedef struct
{
  GArray *addresses; /* TwAddress */
  GArray *values;    /* double */
  char *origin;
} TwPendingEdit;

void tw_pending_edit_free (TwPendingEdit *edit);

/* A branch that is being made.  Holds the document. */
typedef struct
{
  TwDocument *document;
  TwLiveRun *from;
  GPtrArray *edits; /* TwPendingEdit */
  char *name;
  TwDeed
      *undoes; /* the edit that the branch undoes, which is its last one; NULL: none.  Borrowed */
} TwBranching;

struct _TwDocument
{
  GObject parent_instance;

  TwSharedSession *shared; /* NULL: closed */
  TwSession *session;      /* its own, for brevity */
  GSource *wake;           /* ready when the recorder has news; the shared session's */
  char *title;
  char *trouble;

  GPtrArray *ready; /* TwReadyRun, the one shown last first */
  TwLiveRun *live;  /* shown; borrowed from ready */
  gint64 shown;

  GCancellable *opening;  /* a run that will be shown; NULL: none */
  TwBranching *branching; /* NULL: none; freed by its callback */
  GCancellable *cancel_branching;

  TwUndo *undo;
  int again;         /* when the run that is being opened is shown: -1 undo, 1 redo */
  guint64 show_step; /* then this step of it; G_MAXUINT64: its head */
};

void tw_document_notice (TwDocument *document, const char *label, const char *action,
                         const char *format, ...) G_GNUC_PRINTF (4, 5);
void tw_document_changed (TwDocument *document);
/* A ready run made of what was opened, which is emptied; NULL and error. */
TwLiveRun *
tw_document_make_live (TwDocument *document, gint64 id, TwOpenedRun *opened, GError **error);
void tw_document_present (TwDocument *document, gint64 id);
/* Makes a branch where wish says; takes edit (may be NULL) and name (NULL: from the step). */
void tw_document_begin_branch (TwDocument *document, const TwRunWish *wish, TwPendingEdit *edit,
                               char *name, TwDeed *undoes);
/* ::edit of a live run. */
gboolean tw_document_on_edit (TwLiveRun *live, const TwLiveEdit *edit, TwDocument *document);

/* Shows the run as soon as it is there, then step of it (G_MAXUINT64: its head), and then undoes (again < 0) or
 * does again (> 0) what is next. */
void tw_document_show_and (TwDocument *document, gint64 run, guint64 step, int again);

G_END_DECLS
