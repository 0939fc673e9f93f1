/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/tw-philox.h"

#define ROUNDS 10
#define MULTIPLIER_0 0xD2511F53u
#define MULTIPLIER_1 0xCD9E8D57u
#define WEYL_0 0x9E3779B9u
#define WEYL_1 0xBB67AE85u

void
tw_philox_4x32_10 (const guint32 counter[4], const guint32 key[2], guint32 out[4])
{
  guint32 c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  guint32 k0 = key[0], k1 = key[1];

  for (int round = 0; round < ROUNDS; round++)
    {
      const guint64 p0 = (guint64)MULTIPLIER_0 * c0;
      const guint64 p1 = (guint64)MULTIPLIER_1 * c2;

      c0 = (guint32)(p1 >> 32) ^ c1 ^ k0;
      c2 = (guint32)(p0 >> 32) ^ c3 ^ k1;
      c1 = (guint32)p1;
      c3 = (guint32)p0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }

  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}
