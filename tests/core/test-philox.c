/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/tw-philox.h"

/* Known answers published with Random123 for philox4x32 of ten rounds. */
static void
test_known_answers (void)
{
  static const struct
  {
    guint32 counter[4], key[2], out[4];
  } known[] = {
    { { 0, 0, 0, 0 }, { 0, 0 }, { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
    { { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
      { 0xffffffff, 0xffffffff },
      { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
    { { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
      { 0xa4093822, 0x299f31d0 },
      { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    {
      guint32 out[4];

      tw_philox_4x32_10 (known[i].counter, known[i].key, out);
      for (int word = 0; word < 4; word++)
        g_assert_cmphex (out[word], ==, known[i].out[word]);
    }
}

/* Each bit of counter and key reaches about half of the output's bits. */
static void
test_avalanche (void)
{
  for (guint bit = 0; bit < 192; bit++)
    {
      guint changed = 0;
      const guint trials = 64;

      for (guint trial = 0; trial < trials; trial++)
        {
          guint32 input[6], a[4], b[4];

          for (int i = 0; i < 6; i++)
            input[i] = (guint32)g_test_rand_int ();
          tw_philox_4x32_10 (input, input + 4, a);
          input[bit / 32] ^= 1u << bit % 32;
          tw_philox_4x32_10 (input, input + 4, b);
          for (int i = 0; i < 4; i++)
            changed += (guint)__builtin_popcount (a[i] ^ b[i]);
        }
      /* 8192 fair coins: mean 4096, standard deviation 45; eight of them either way. */
      g_assert_cmpuint (changed, >, 4096 - 8 * 46);
      g_assert_cmpuint (changed, <, 4096 + 8 * 46);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/philox/known-answers", test_known_answers);
  g_test_add_func ("/core/philox/avalanche", test_avalanche);
  return g_test_run ();
}
