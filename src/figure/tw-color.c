/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-color.h"

#include <math.h>

TwColor
tw_color_from_rgb (guint32 rgb)
{
  return (TwColor){ ((rgb >> 16) & 0xff) / 255.0, ((rgb >> 8) & 0xff) / 255.0, (rgb & 0xff) / 255.0,
                    1.0 };
}

TwColor
tw_color_with_alpha (TwColor color, double alpha)
{
  color.alpha = alpha;
  return color;
}

TwColor
tw_color_mix (TwColor a, TwColor b, double t)
{
  TwOklab p = tw_color_to_oklab (a);
  TwOklab q = tw_color_to_oklab (b);
  TwColor color = tw_color_from_oklab ((TwOklab){ p.lightness + t * (q.lightness - p.lightness),
                                                  p.a + t * (q.a - p.a), p.b + t * (q.b - p.b) });

  color.alpha = a.alpha + t * (b.alpha - a.alpha);
  return color;
}

static guint32
to_byte (double component)
{
  return (guint32)(CLAMP (component, 0.0, 1.0) * 255.0 + 0.5);
}

guint32
tw_color_to_pixel (TwColor color)
{
  return 0xff000000u | to_byte (color.red) << 16 | to_byte (color.green) << 8
         | to_byte (color.blue);
}

static double
to_linear (double x)
{
  return x <= 0.04045 ? x / 12.92 : pow ((x + 0.055) / 1.055, 2.4);
}

static double
from_linear (double x)
{
  return x <= 0.0031308 ? 12.92 * x : 1.055 * pow (x, 1 / 2.4) - 0.055;
}

/* The matrices are Ottosson's, https://bottosson.github.io/posts/oklab/ (as of 2021-01-25). */
TwOklab
tw_color_to_oklab (TwColor color)
{
  double r = to_linear (color.red);
  double g = to_linear (color.green);
  double b = to_linear (color.blue);
  double l = cbrt (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  double m = cbrt (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  double s = cbrt (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);

  return (TwOklab){ 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
                    1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
                    0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s };
}

static TwColor
linear_from_oklab (TwOklab lab)
{
  double l = lab.lightness + 0.3963377774 * lab.a + 0.2158037573 * lab.b;
  double m = lab.lightness - 0.1055613458 * lab.a - 0.0638541728 * lab.b;
  double s = lab.lightness - 0.0894841775 * lab.a - 1.2914855480 * lab.b;

  l = l * l * l;
  m = m * m * m;
  s = s * s * s;
  return (TwColor){ 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
                    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
                    -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s, 1.0 };
}

static gboolean
in_gamut (TwColor linear)
{
  /* A component of a colour on the border may miss it by rounding. */
  const double slack = 1e-6;

  return linear.red >= -slack && linear.red <= 1 + slack && linear.green >= -slack
         && linear.green <= 1 + slack && linear.blue >= -slack && linear.blue <= 1 + slack;
}

TwColor
tw_color_from_oklab (TwOklab lab)
{
  TwColor linear;

  lab.lightness = CLAMP (lab.lightness, 0.0, 1.0);
  linear = linear_from_oklab (lab);
  if (!in_gamut (linear))
    {
      double inside = 0.0;
      double outside = 1.0;

      for (int i = 0; i < 24; i++)
        {
          double t = (inside + outside) / 2;

          linear = linear_from_oklab ((TwOklab){ lab.lightness, t * lab.a, t * lab.b });
          if (in_gamut (linear))
            inside = t;
          else
            outside = t;
        }
      linear = linear_from_oklab ((TwOklab){ lab.lightness, inside * lab.a, inside * lab.b });
    }
  return (TwColor){ from_linear (CLAMP (linear.red, 0.0, 1.0)),
                    from_linear (CLAMP (linear.green, 0.0, 1.0)),
                    from_linear (CLAMP (linear.blue, 0.0, 1.0)), 1.0 };
}

double
tw_color_distance (TwColor a, TwColor b)
{
  TwOklab p = tw_color_to_oklab (a);
  TwOklab q = tw_color_to_oklab (b);

  return sqrt ((p.lightness - q.lightness) * (p.lightness - q.lightness) + (p.a - q.a) * (p.a - q.a)
               + (p.b - q.b) * (p.b - q.b));
}

double
tw_color_luminance (TwColor color)
{
  return 0.2126 * to_linear (color.red) + 0.7152 * to_linear (color.green)
         + 0.0722 * to_linear (color.blue);
}

double
tw_color_contrast (TwColor a, TwColor b)
{
  double p = tw_color_luminance (a) + 0.05;
  double q = tw_color_luminance (b) + 0.05;

  return p > q ? p / q : q / p;
}

TwColor
tw_color_with_contrast (TwColor color, TwColor ground, double ratio)
{
  TwOklab lab = tw_color_to_oklab (color);
  TwColor white = { 1, 1, 1, color.alpha };
  TwColor black = { 0, 0, 0, color.alpha };
  gboolean lighter = tw_color_contrast (white, ground) > tw_color_contrast (black, ground);
  double near = lab.lightness;
  double far = lighter ? 1.0 : 0.0;

  if (tw_color_contrast (color, ground) >= ratio)
    return color;
  for (int i = 0; i < 32; i++)
    {
      double middle = (near + far) / 2;
      TwColor candidate = tw_color_from_oklab ((TwOklab){ middle, lab.a, lab.b });

      if (tw_color_contrast (candidate, ground) >= ratio)
        far = middle;
      else
        near = middle;
    }
  if (far == 0.0 || far == 1.0)
    return lighter ? white : black;
  return tw_color_with_alpha (tw_color_from_oklab ((TwOklab){ far, lab.a, lab.b }), color.alpha);
}

/* The reduction is linear in cone responses; Viénot and others give it for a cathode-ray display whose
 * primaries are close to sRGB's. */
TwColor
tw_color_as_seen (TwColor color, TwVision vision)
{
  double r = to_linear (color.red);
  double g = to_linear (color.green);
  double b = to_linear (color.blue);
  double l = 17.8824 * r + 43.5161 * g + 4.11935 * b;
  double m = 3.45565 * r + 27.1554 * g + 3.86714 * b;
  double s = 0.0299566 * r + 0.184309 * g + 1.46709 * b;

  if (vision == TW_VISION_PROTANOPIA)
    l = 2.02344 * m - 2.52581 * s;
  else
    m = 0.494207 * l + 1.24827 * s;
  r = 0.0809444479 * l - 0.130504409 * m + 0.116721066 * s;
  g = -0.0102485335 * l + 0.0540193266 * m - 0.113614708 * s;
  b = -0.000365296938 * l - 0.00412161469 * m + 0.693511405 * s;
  return (TwColor){ from_linear (CLAMP (r, 0.0, 1.0)), from_linear (CLAMP (g, 0.0, 1.0)),
                    from_linear (CLAMP (b, 0.0, 1.0)), color.alpha };
}
