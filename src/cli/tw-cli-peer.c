/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/tw-cli-peer.h"

#include "config.h"

#include <math.h>
#include <string.h>

/* Debian's PyTorch belongs to the first, whatever stands before it in PATH. */
static const char *const pythons[] = { "/usr/bin/python3", "python3" };

struct _TwCliPeer
{
  GSubprocess *process;
  GDataInputStream *answers; /* a line each */
  char *name;
};

static char *
find_script (void)
{
  const char *const places[] = { TW_SOURCE_REFERENCE, TW_PKGDATADIR "/reference" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *path = g_build_filename (places[i], "bench_planner.py", NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&path);
    }
  return NULL;
}

/* Starts it and waits until it says "ready NAME"; without PyTorch it ends instead. */
static TwCliPeer *
start (const char *python, const char *script)
{
  g_autoptr (TwCliPeer) peer = g_new0 (TwCliPeer, 1);
  g_autofree char *line = NULL;

  peer->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                        | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                    NULL, python, script, "--serve", NULL);
  if (peer->process == NULL)
    return NULL;
  peer->answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (peer->process));
  line = g_data_input_stream_read_line (peer->answers, NULL, NULL, NULL);
  if (line == NULL || !g_str_has_prefix (line, "ready "))
    return NULL;
  peer->name = g_strdup (line + strlen ("ready "));
  return g_steal_pointer (&peer);
}

TwCliPeer *
tw_cli_peer_new (const char *script, GError **error)
{
  g_autofree char *path = script != NULL ? g_strdup (script) : find_script ();

  if (path == NULL || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                   "there is no script “%s” to compare with",
                   path != NULL ? path : "bench_planner.py");
      return NULL;
    }
  for (guint i = 0; i < G_N_ELEMENTS (pythons); i++)
    {
      TwCliPeer *peer = start (pythons[i], path);

      if (peer != NULL)
        return peer;
    }
  g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
                       "no python3 with PyTorch to compare with (Debian: python3-torch)");
  return NULL;
}

void
tw_cli_peer_free (TwCliPeer *peer)
{
  if (peer->process != NULL)
    g_subprocess_force_exit (peer->process);
  g_clear_object (&peer->answers);
  g_clear_object (&peer->process);
  g_free (peer->name);
  g_free (peer);
}

const char *
tw_cli_peer_get_name (const TwCliPeer *peer)
{
  return peer->name;
}

double
tw_cli_peer_time (TwCliPeer *peer, const char *benchmark)
{
  GOutputStream *questions = g_subprocess_get_stdin_pipe (peer->process);
  g_autofree char *question = g_strconcat (benchmark, "\n", NULL);
  g_autofree char *answer = NULL;
  char *end;
  double seconds;

  if (!g_output_stream_write_all (questions, question, strlen (question), NULL, NULL, NULL)
      || !g_output_stream_flush (questions, NULL, NULL))
    return NAN;
  answer = g_data_input_stream_read_line (peer->answers, NULL, NULL, NULL);
  if (answer == NULL)
    return NAN;
  seconds = g_ascii_strtod (answer, &end);
  return end != answer ? seconds : NAN;
}
