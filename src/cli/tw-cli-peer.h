/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The other program that a benchmark is held against: tests/reference/bench_planner.py, PyTorch on
 * one thread.  It is started once and then asked for one repetition at a time, so that both are
 * measured in turn, under the same load. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _TwCliPeer TwCliPeer;

/* script: path, or NULL for the one that belongs to this program.  NULL and error if there is no
 * Python with PyTorch, or no script. */
TwCliPeer *tw_cli_peer_new (const char *script, GError **error);
void tw_cli_peer_free (TwCliPeer *peer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwCliPeer, tw_cli_peer_free)

/* "PyTorch 1.13.0"; belongs to peer. */
const char *tw_cli_peer_get_name (const TwCliPeer *peer);

/* Seconds that one iteration of benchmark took there, over one repetition; NaN if it has none. */
double tw_cli_peer_time (TwCliPeer *peer, const char *benchmark);

G_END_DECLS
