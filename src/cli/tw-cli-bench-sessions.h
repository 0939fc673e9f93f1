/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the cases of thalweg-cli bench do that record sessions.  Each makes one in a folder for temporary
 * files and takes it away again. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TW_BENCH_SEEK_STEPS 1000000
#define TW_BENCH_OPEN_STEPS 10000000

/* A run that goes on and on, recorded, and the same one that is not. */
gpointer tw_bench_session_setup (GError **error);
/* The same with so many recorded steps. */
gpointer tw_bench_session_setup_seek (GError **error);
gpointer tw_bench_session_setup_open (GError **error);
void tw_bench_session_teardown (gpointer data);

/* Steps of the run that is recorded, and of the one that is not. */
void tw_bench_session_record (gpointer data, guint iterations);
void tw_bench_session_train (gpointer data, guint iterations);
/* Waits until all is written. */
void tw_bench_session_settle (gpointer data);

/* Goes to steps all over the run. */
void tw_bench_session_seek (gpointer data, guint iterations);
/* Opens the file and reads what the timelines show. */
void tw_bench_session_open (gpointer data, guint iterations);
/* Bytes of the file a recorded step. */
double tw_bench_session_size (gpointer data);

G_END_DECLS
