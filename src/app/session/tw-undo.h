/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was done in a session, to be undone and done again: a list with a place in it.  What is done after
 * something was undone takes the place of that.
 *
 * It holds what is needed for that, and does nothing itself.  Belongs to one thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TW_DEED_EDIT,   /* values were set at the head of a run */
  TW_DEED_BRANCH, /* a run was made */
  TW_DEED_RENAME,
  TW_DEED_HIDE, /* or shown */
  TW_DEED_COLOR,
  TW_DEED_DELETE,
} TwDeedKind;

/* One value that was set. */
typedef struct
{
  char *address; /* as text */
  double before, after;
} TwDeedValue;

typedef struct
{
  TwDeedKind kind;
  gint64 run;
  char *title; /* for people: "Horizon → 8.5" */
  gint64 time; /* µs, monotonic */

  /* TW_DEED_EDIT */
  GArray *values; /* TwDeedValue */
  char *origin;
  guint64 step;   /* of the head then, as it was known */
  guint n_edits;  /* how many were taken together */
  gint64 instead; /* the branch that undid it; 0: it was set back in place */

  /* TW_DEED_BRANCH: what was shown before */
  gint64 shown;
  guint64 shown_step;

  /* the others */
  char *name_before, *name_after;
  guint before, after;
} TwDeed;

TwDeed *tw_deed_new (TwDeedKind kind, gint64 run, const char *title);
void tw_deed_free (TwDeed *deed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwDeed, tw_deed_free)
void tw_deed_add_value (TwDeed *deed, const char *address, double before, double after);
/* Whether it can only be undone by a branch once training has gone on: a parameter had its value at a
 * moment, while a setting is in force. */
gboolean tw_deed_is_momentary (const TwDeed *deed);

typedef struct _TwUndo TwUndo;

TwUndo *tw_undo_new (void);
void tw_undo_free (TwUndo *undo);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwUndo, tw_undo_free)

/* Takes deed.  An edit of the same values by the same origin within a second, at the same step, is
 * taken together with the last one. */
void tw_undo_push (TwUndo *undo, TwDeed *deed);
/* The one that would be undone or done again next; NULL: none.  Borrowed. */
TwDeed *tw_undo_peek (TwUndo *undo);
TwDeed *tw_undo_peek_redo (TwUndo *undo);
/* It was undone, or done again. */
void tw_undo_step_back (TwUndo *undo);
void tw_undo_step_on (TwUndo *undo);

G_END_DECLS
