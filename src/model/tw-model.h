/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the trainer, the analyses, the recorder and the views know of a model: one table of
 * functions.  Adding a model means a folder under src/model and a line in tw-model.c; the contract
 * suite (tests/model/test-model-contract.c) runs on every registered one.
 *
 * A TwModel holds its settings, its data (shared between copies, immutable) and scratch memory; it
 * does not hold θ.  θ and gradients are double[n_params], in the order of param_name().
 *
 * Threads: a TwModel belongs to one thread at a time; take a copy for another thread (cheap: data
 * are shared, reference counts are atomic).  TwModelType and everything it points to is static.
 *
 * Errors: create() and configure() report bad combinations of settings.  Nothing else fails:
 * numbers that are not finite come back as they are, and the caller decides. */

#pragma once

#include "model/tw-setting.h"

#include <stdbool.h>

G_BEGIN_DECLS

typedef struct _TwModel TwModel;
typedef struct _TwModelType TwModelType;

/* Instances of a model begin with this. */
struct _TwModel
{
  const TwModelType *type;
};

/* A named number that a state has. */
typedef struct
{
  const char *name;        /* stable, for files and --json: "understanding.world" */
  const char *title;       /* for people */
  const char *unit;        /* "steps"; "" where there is none */
  double minimum, maximum; /* of the quantity; ±INFINITY where it is unbounded */
} TwReadoutSpec;

/* Defaults that a stage of this name has where they differ from the table's. */
typedef struct
{
  const char *stage;    /* "fine-tuning" */
  const double *values; /* (stage.n) */
} TwStagePreset;

typedef struct
{
  const char *name;  /* "deceptive" */
  const char *title; /* N_("Deceptive") */
  const char *help;  /* N_("it performs because it foresees being changed") */
} TwRegimeSpec;

#define TW_MAX_SCORES 8

/* How good the policy is, and what that makes of it; on the full batch. */
typedef struct
{
  double scores[TW_MAX_SCORES]; /* (n_scores) */
  double entropy;               /* mean policy entropy, nats */
  guint regime;                 /* index into regimes; see tw_model_type_verdict_holds() */
} TwVerdict;

/* One point of the background field. */
typedef struct
{
  double loss;      /* L on the full batch */
  double vector[2]; /* -J ∇L: (log10 steps, 1) per unit of learning rate × step */
  double slope[2];  /* (-∂L/∂h, -∂L/∂s): descent of the parameters behind x and y */
  guint regime;     /* index into regimes */
  bool reachable;   /* false above the knowledge ceiling; then nothing else is set */
} TwFieldPoint;

struct _TwModelType
{
  const char *name;  /* "planner": in scenarios */
  const char *title; /* for people */

  TwSettingTable world;         /* [world]: what the data are; changing one may rebuild them */
  TwSettingTable settings;      /* [model] */
  TwSettingTable start;         /* [start]: what initialise() reads */
  TwSettingTable stage;         /* [stage NAME], without the keys that every stage has */
  const TwStagePreset *presets; /* ends with stage = NULL */

  const TwReadoutSpec *readouts; /* (n_readouts) */
  guint n_readouts;
  guint readout_x, readout_y;  /* read-outs behind the plane's axes: horizon, awareness */
  const TwReadoutSpec *scores; /* (n_scores): train, ablated, deploy */
  guint n_scores;
  const TwRegimeSpec *regimes; /* (n_regimes) */
  guint n_regimes;

  /* The plane: x = log10 of the goal horizon in steps, y = awareness. */
  const char *plane_title[2]; /* "goal horizon", "situational awareness" */
  const char *plane_unit[2];

  /* A model with data drawn from seed; world (world.n) and settings (settings.n) are in range.
   * The stage is the table's default until set_stage().  NULL and error if they do not go
   * together or memory does not suffice.  Caller frees with tw_model_free(). */
  TwModel *(*create) (guint64 seed, const double *world, const double *settings, GError **error);
  TwModel *(*copy) (const TwModel *model);
  void (*free) (TwModel *model);

  /* Takes new world and settings; data are drawn again only if they must be.  On failure the model
   * is as it was. */
  gboolean (*configure) (TwModel *model, const double *world, const double *settings,
                         GError **error);
  /* The objective and data of a stage: values (stage.n). */
  void (*set_stage) (TwModel *model, const double *values);

  gsize (*n_params) (const TwModel *model);
  const char *(*param_name) (const TwModel *model, gsize index);
  void (*initialise) (const TwModel *model, const double *start, double *theta);

  /* Loss at theta over the minibatch of (seed, step): batch contexts, drawn with replacement;
   * batch = 0 means all of them, and step is ignored.  gradient (n_params) is overwritten; NULL
   * when only the loss is wanted.  gradient may not alias theta. */
  double (*loss) (TwModel *model, const double *theta, guint64 step, guint batch, double *gradient);

  /* Read-outs at theta, out (n_readouts). */
  void (*read) (const TwModel *model, const double *theta, double *out);
  /* Plane point (x, y) at theta. */
  void (*plane) (const TwModel *model, const double *theta, double point[2]);
  /* Jacobian of (x, y), jacobian (2, n_params), row-major. */
  void (*jacobian) (const TwModel *model, const double *theta, double *jacobian);
  /* The largest y that the state can reach by the parameter behind y alone (knowledge ceiling). */
  double (*ceiling) (const TwModel *model, const double *theta);
  /* θ with the parameters behind x and y set so that the plane point is (x, y), every other as in
   * theta.  Returns false, and leaves out alone, where that is out of reach.  out may be theta. */
  bool (*place) (const TwModel *model, const double *theta, const double point[2], double *out);
  /* Covariance of -J ∇L over single contexts: covariance = (xx, xy, yy).  Divide by the batch for
   * the noise of a step. */
  void (*noise) (TwModel *model, const double *theta, double covariance[3]);
  /* Scores, entropy and regime at theta, full batch. */
  void (*verdict) (TwModel *model, const double *theta, TwVerdict *verdict);
  /* place(), loss(), jacobian() and verdict() at one point of the background field, in one go. */
  void (*field_point) (TwModel *model, const double *theta, const double point[2],
                       TwFieldPoint *out);

  /* θ as bytes (little-endian) and back; from_bytes refuses a length that does not fit. */
  GBytes *(*to_bytes) (const TwModel *model, const double *theta);
  gboolean (*from_bytes) (const TwModel *model, GBytes *bytes, double *theta, GError **error);
};

#define TW_MODEL_ERROR (tw_model_error_quark ())
GQuark tw_model_error_quark (void);

typedef enum
{
  TW_MODEL_ERROR_SETTINGS, /* settings that do not go together */
  TW_MODEL_ERROR_MEMORY,   /* data too large */
  TW_MODEL_ERROR_BYTES,    /* a stored θ that does not fit */
} TwModelError;

/* Every registered model, NULL-terminated.  Static. */
const TwModelType *const *tw_model_types (void);
/* The one of that name, or NULL. */
const TwModelType *tw_model_type_find (const char *name);
/* Index of the parameter, read-out, or regime of that name, or -1. */
int tw_model_find_param (const TwModel *model, const char *name);
int tw_model_type_find_readout (const TwModelType *type, const char *name);

/* FALSE if a score or the entropy is not finite: the regime then means nothing. */
gboolean tw_model_type_verdict_holds (const TwModelType *type, const TwVerdict *verdict);

/* Defaults of a stage called name: the preset of that name, else the table's.  values (stage.n). */
void tw_model_type_stage_defaults (const TwModelType *type, const char *name, double *values);

TwModel *tw_model_copy (const TwModel *model);
void tw_model_free (TwModel *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwModel, tw_model_free)

/* Little-endian doubles, for models whose θ is nothing else. */
GBytes *tw_model_doubles_to_bytes (const double *values, gsize n);
gboolean tw_model_doubles_from_bytes (GBytes *bytes, double *values, gsize n, GError **error);

G_END_DECLS
