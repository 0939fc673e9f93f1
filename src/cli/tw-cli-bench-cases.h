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

  gpointer (*setup) (GError **error);
  void (*work) (gpointer data, guint iterations);
  void (*teardown) (gpointer data);
} TwBenchCase;

/* (*n), static. */
const TwBenchCase *tw_bench_cases (guint *n);

G_END_DECLS
