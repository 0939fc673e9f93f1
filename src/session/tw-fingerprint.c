/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session/tw-fingerprint.h"

#include "config.h"
#include "core/tw-blas.h"
#include "core/tw-cpu.h"

#include <sys/utsname.h>

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

static char *
describe_build (void)
{
#if defined(__clang__)
  return g_strdup_printf ("clang %s, %s", __clang_version__, TW_BUILDTYPE);
#elif defined(__GNUC__)
  return g_strdup_printf ("gcc %s, %s", __VERSION__, TW_BUILDTYPE);
#else
  return g_strdup (TW_BUILDTYPE);
#endif
}

static char *
describe_libc (void)
{
#ifdef __GLIBC__
  return g_strdup_printf ("glibc %s", gnu_get_libc_version ());
#else
  return g_strdup ("");
#endif
}

static char *
describe_system (void)
{
  struct utsname name;

  if (uname (&name) != 0)
    return g_strdup ("");
  return g_strdup_printf ("%s %s", name.sysname, name.machine);
}

TwFingerprint *
tw_fingerprint_new (void)
{
  TwFingerprint *fingerprint = g_new0 (TwFingerprint, 1);

  fingerprint->version = g_strdup (TW_VERSION);
  fingerprint->build = describe_build ();
  fingerprint->kernels = g_strdup (tw_isa_name (tw_cpu_isa ()));
  fingerprint->blas = g_strdup (tw_blas_description ());
  fingerprint->libc = describe_libc ();
  fingerprint->system = describe_system ();
  return fingerprint;
}

void
tw_fingerprint_free (TwFingerprint *fingerprint)
{
  if (fingerprint == NULL)
    return;
  g_free (fingerprint->version);
  g_free (fingerprint->build);
  g_free (fingerprint->kernels);
  g_free (fingerprint->blas);
  g_free (fingerprint->libc);
  g_free (fingerprint->system);
  g_free (fingerprint);
}

gboolean
tw_fingerprint_equal (const TwFingerprint *a, const TwFingerprint *b)
{
  return g_str_equal (a->version, b->version) && g_str_equal (a->build, b->build)
         && g_str_equal (a->kernels, b->kernels) && g_str_equal (a->blas, b->blas)
         && g_str_equal (a->libc, b->libc) && g_str_equal (a->system, b->system);
}

char *
tw_fingerprint_describe (const TwFingerprint *fingerprint)
{
  return g_strdup_printf ("Thalweg %s (%s), kernels %s, %s, %s, %s", fingerprint->version,
                          fingerprint->build, fingerprint->kernels, fingerprint->blas,
                          fingerprint->libc, fingerprint->system);
}
