/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session/tw-npy.h"

#include <string.h>

/* "\x93NUMPY", version 1.0; then the header's length in two bytes. */
static const guint8 magic[] = { 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0 };

#define PREAMBLE (sizeof magic + 2)
#define ALIGNMENT 64 /* data begin at a multiple of this, so that they can be mapped */

/* The header is a Python dictionary, as the format's specification writes it, padded with blanks
 * and closed by a line break. */
static GString *
format_header (const gsize *shape, guint n_dimensions)
{
  GString *header = g_string_new ("{'descr': '<f8', 'fortran_order': False, 'shape': (");

  for (guint i = 0; i < n_dimensions; i++)
    g_string_append_printf (header, i == 0 ? "%" G_GSIZE_FORMAT : ", %" G_GSIZE_FORMAT, shape[i]);
  g_string_append (header, n_dimensions == 1 ? ",), }" : "), }");
  while ((PREAMBLE + header->len + 1) % ALIGNMENT != 0)
    g_string_append_c (header, ' ');
  g_string_append_c (header, '\n');
  return header;
}

static void
copy_little_endian (guint8 *out, const double *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      guint64 bits;

      memcpy (&bits, &values[i], sizeof bits);
      bits = GUINT64_TO_LE (bits);
      memcpy (out + i * sizeof bits, &bits, sizeof bits);
    }
}

GBytes *
tw_npy_format (const double *values, const gsize *shape, guint n_dimensions)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize n = 1;
  gsize start;

  g_return_val_if_fail (n_dimensions <= TW_NPY_MAX_DIMENSIONS, NULL);

  for (guint i = 0; i < n_dimensions; i++)
    n *= shape[i];
  g_return_val_if_fail (n == 0 || values != NULL, NULL);

  GString *header = format_header (shape, n_dimensions);
  const guint16 length = GUINT16_TO_LE ((guint16)header->len);
  g_byte_array_append (bytes, magic, sizeof magic);
  g_byte_array_append (bytes, (const guint8 *)&length, sizeof length);
  g_byte_array_append (bytes, (const guint8 *)header->str, header->len);
  g_string_free (header, TRUE);

  start = bytes->len;
  /* A GByteArray counts in 32 bits. */
  g_return_val_if_fail (n <= (G_MAXUINT - start) / sizeof (double), NULL);
  g_byte_array_set_size (bytes, start + n * sizeof (double));
  copy_little_endian (bytes->data + start, values, n);
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

gboolean
tw_npy_write (const char *path, const double *values, const gsize *shape, guint n_dimensions,
              GError **error)
{
  g_autoptr (GBytes) bytes = tw_npy_format (values, shape, n_dimensions);
  gsize size;
  const char *data;

  g_return_val_if_fail (bytes != NULL, FALSE);

  data = g_bytes_get_data (bytes, &size);
  return g_file_set_contents_full (path, data, size, G_FILE_SET_CONTENTS_CONSISTENT, 0666, error);
}
