/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes JSON text, value by value.
 *
 * json-glib reads JSON for us, but its generator (1.6) writes 1e-8 as "1e-08.0", which is no JSON;
 * and its tree of nodes takes hundreds of bytes a number, of which a field has millions. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GString *text;
  gboolean pretty; /* one member a line, indented; else all on one line */
  guint depth;
  gboolean filled; /* the open object or array has something in it */
  gboolean named;  /* a name was written, and its value comes next */
} TwJsonWriter;

void tw_json_writer_init (TwJsonWriter *json, gboolean pretty);
void tw_json_writer_clear (TwJsonWriter *json);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwJsonWriter, tw_json_writer_clear)

/* kind: '{' or '['; what is opened must be closed with the same. */
void tw_json_begin (TwJsonWriter *json, char kind);
void tw_json_end (TwJsonWriter *json, char kind);
/* In an object, before each value. */
void tw_json_name (TwJsonWriter *json, const char *name);

/* The fewest digits that read back the same double; null if value is not finite, which JSON cannot
 * say. */
void tw_json_double (TwJsonWriter *json, double value);
void tw_json_integer (TwJsonWriter *json, gint64 value);
void tw_json_boolean (TwJsonWriter *json, gboolean value);
/* NULL is null; what is not UTF-8 in text becomes U+FFFD. */
void tw_json_string (TwJsonWriter *json, const char *text);
void tw_json_null (TwJsonWriter *json);

G_END_DECLS
