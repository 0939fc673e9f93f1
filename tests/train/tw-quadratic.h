/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A model for tests of training: three parameters a, b, c in a bowl around the stage's target,
 * with noise by minibatch, and faults to order.  It costs next to nothing, so that tests can train
 * long. */

#pragma once

#include "train/tw-scenario.h"

G_BEGIN_DECLS

extern const TwModelType tw_quadratic_type;

enum
{
  TW_QUADRATIC_SIZE, /* [world]; 13 is refused by configure() and create() */
};

enum
{
  TW_QUADRATIC_CURVATURE, /* [model] */
  TW_QUADRATIC_NOISE,
  TW_QUADRATIC_FAULT, /* TwQuadraticFault */
  TW_QUADRATIC_FAULT_STEP,
};

typedef enum
{
  TW_QUADRATIC_SOUND,
  TW_QUADRATIC_LOSS_NAN,      /* at fault_step and later */
  TW_QUADRATIC_GRADIENT_INF,  /* of b */
  TW_QUADRATIC_GRADIENT_HUGE, /* of c: finite, but with a large learning rate no parameter is */
} TwQuadraticFault;

/* Called with the step in every loss, on the thread that trains; NULL: not.  Not to be changed
 * while one trains. */
extern void (*tw_quadratic_hook) (guint64 step);

/* Two stages, "early" and "late", of so many steps; targets 1 and -1. */
TwScenario *tw_quadratic_scenario (guint64 early, guint64 late);
/* Adds an event; address as in files.  Steps count from 0 of the run. */
void
tw_quadratic_add_event (TwScenario *scenario, const char *name, guint64 step, TwEventAction action,
                        const char *target, double value, guint64 duration);
/* The address of a value that must be there. */
TwAddress tw_quadratic_address (const TwScenario *scenario, const char *text);

G_END_DECLS
