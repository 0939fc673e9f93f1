/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/window/tw-speed-scale.h"

#include "figure/tw-format.h"

#include <glib/gi18n.h>
#include <math.h>

static const double speeds[TW_SPEED_POSITIONS] = { 1,     2,     5,     10,     20,   50,
                                                   100,   200,   500,   1000,   2000, 5000,
                                                   10000, 20000, 50000, 100000, 0 };

double
tw_speed_at (guint position)
{
  return speeds[MIN (position, TW_SPEED_POSITIONS - 1)];
}

guint
tw_speed_position (double speed)
{
  guint best = 0;

  if (!(speed > 0) || !isfinite (speed))
    return TW_SPEED_POSITIONS - 1;
  for (guint i = 1; i + 1 < TW_SPEED_POSITIONS; i++)
    if (fabs (log (speed / speeds[i])) < fabs (log (speed / speeds[best])))
      best = i;
  return best;
}

char *
tw_speed_describe (double speed)
{
  char number[48];

  if (!(speed > 0))
    return g_strdup (_ ("As fast as it goes"));
  if (speed == rint (speed))
    tw_format_number (speed, 0, number, sizeof number);
  else
    tw_format_value (speed, 3, number, sizeof number);
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%s step/s", "%s steps/s", (gulong)MAX (speed, 1)), number);
}
