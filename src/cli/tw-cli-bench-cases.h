/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What thalweg-cli bench can time. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  const char *summary;
  const char *item;   /* what an iteration makes: "steps" */
  double items;       /* how many of them */
  guint iterations;   /* in one repetition */
  guint repetitions;  /* whose median counts */
  gboolean every_isa; /* once for each instruction set that runs here */
  gboolean peer;      /* bench_planner.py has it too */
  gboolean lengthy;   /* takes minutes and gigabytes: only if asked for */

  gpointer (*setup) (GError **error);
  void (*work) (gpointer data, guint iterations);
  void (*teardown) (gpointer data);

  /* What is timed in turn with work, and its name; else NULL. */
  const char *rival;
  void (*rival_work) (gpointer data, guint iterations);
  /* What is to be over before the next is timed; may be NULL. */
  void (*settle) (gpointer data);
  /* Instead of work: no time but another number, in a unit. */
  double (*measure) (gpointer data);
  const char *unit;
} TwBenchCase;

/* (*n), static. */
const TwBenchCase *tw_bench_cases (guint *n);

G_END_DECLS
