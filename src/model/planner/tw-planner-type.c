/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The planner's tables: every setting, parameter, read-out, score and regime (docs/MODEL.md,
 * sections 3, 5, 7 and 8). */

#include "model/planner/tw-planner-private.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include <math.h>

#define LN_10 2.302585092994045684

/* clang-format off */

#define REAL(key_, symbol_, title_, unit_, minimum_, maximum_, fallback_, help_)                   \
  { .key = key_, .symbol = symbol_, .title = title_, .unit = unit_, .help = help_,                 \
    .type = TW_SETTING_REAL, .minimum = minimum_, .maximum = maximum_, .fallback = fallback_ }
#define INTEGER(key_, symbol_, title_, unit_, minimum_, maximum_, fallback_, help_)                \
  { .key = key_, .symbol = symbol_, .title = title_, .unit = unit_, .help = help_,                 \
    .type = TW_SETTING_INTEGER, .minimum = minimum_, .maximum = maximum_, .fallback = fallback_ }

static const TwSettingSpec world_specs[TW_PLANNER_N_WORLD] = {
  [TW_PLANNER_ACTIONS] =
    INTEGER ("actions", "A", N_("Actions"), "", 2, TW_PLANNER_MAX_ACTIONS, 4,
             N_("How many actions each decision context offers.")),
  [TW_PLANNER_CONTEXTS] =
    INTEGER ("contexts", "B", N_("Contexts"), "", 1, 1048576, 4096,
             N_("How many decision contexts the world has; drawn once from the seed.")),
  [TW_PLANNER_CORR_PREDICT] =
    REAL ("corr_predict", "c_predict", N_("Prediction correlation"), "", -1, 1, 0.3,
          N_("Correlation of the payoffs of the predict goal with those of the base goal.")),
  [TW_PLANNER_CORR_PROXY] =
    REAL ("corr_proxy", "c_proxy", N_("Proxy correlation"), "", -1, 1, 0.5,
          N_("Correlation of the payoffs of the proxy goal with those of the base goal.")),
  [TW_PLANNER_TRADEOFF] =
    REAL ("tradeoff", "t", N_("Trade-off"), "", -1, 1, 0.6,
          N_("How far what pays at once costs later: minus the correlation of immediate and deferred payoff.")),
  [TW_PLANNER_DELAY] =
    REAL ("delay", "D", N_("Delay"), N_("steps"), 0, 1e9, 10,
          N_("How many steps after the action the deferred payoff arrives.")),
};

static const TwSettingSpec setting_specs[TW_PLANNER_N_SETTINGS] = {
  [TW_PLANNER_OVERSIGHT] =
    REAL ("oversight", "T", N_("Oversight"), N_("steps"), 0, 1e9, 1000,
          N_("How many steps of oversight are still to come.")),
  [TW_PLANNER_FREE_VALUE] =
    REAL ("free_value", "v", N_("Free value"), N_("per step"), 0, 1e6, 0.05,
          N_("What a step of free time after oversight is worth to an agent that keeps its goals.")),
  [TW_PLANNER_STRICTNESS] =
    REAL ("strictness", NULL, N_("Strictness"), "", 0, 1000, 4,
          N_("How sharply the expected modification sets in below the standard.")),
  [TW_PLANNER_STANDARD] =
    REAL ("standard", NULL, N_("Standard"), "", -1000, 1000, 0,
          N_("Payoff below which an action under oversight leads to a modification of goals.")),
  [TW_PLANNER_NOISE_WORLD] =
    REAL ("noise_world", "σ_world", N_("Confusion, world"), "", 1e-6, 1e6, 0.5,
          N_("How strong the pathway of the concept “world” must be to be half understood.")),
  [TW_PLANNER_NOISE_BASE] =
    REAL ("noise_base", "σ_base", N_("Confusion, base goal"), "", 1e-6, 1e6, 0.5,
          N_("How strong the pathway of the base goal must be to be half understood.")),
  [TW_PLANNER_NOISE_SELF] =
    REAL ("noise_self", "σ_self", N_("Confusion, self"), "", 1e-6, 1e6, 0.5,
          N_("How strong the pathway of the concept “self” must be to be half understood.")),
  [TW_PLANNER_NOISE_UPDATE] =
    REAL ("noise_update", "σ_update", N_("Confusion, own updates"), "", 1e-6, 1e6, 0.5,
          N_("How strong the pathway of the concept “own updates” must be to be half understood.")),
  [TW_PLANNER_GENERALIZE] =
    REAL ("generalize", "G", N_("Generalisation"), "", 0, 10, 0,
          N_("How far knowledge of the world carries over to knowledge of self and own updates.")),
  [TW_PLANNER_ENTANGLE] =
    REAL ("entangle", "e", N_("Entanglement"), "", -10, 10, 0,
          N_("How strongly the shared parameter feeds horizon and awareness alike.")),
  [TW_PLANNER_LADDER] =
    REAL ("ladder", "λ", N_("Ladder"), "", 0, 1, 0,
          N_("From a horizon that grows smoothly (0) to one that climbs flat rungs with steep steps between (1).")),
  [TW_PLANNER_LADDER_STEP] =
    REAL ("ladder_step", "Δ", N_("Ladder step"), N_("log steps"), 0.01, 100, LN_10,
          N_("Distance between two rungs, in the natural logarithm of the horizon.")),
  [TW_PLANNER_THRESHOLD] =
    REAL ("threshold", NULL, N_("Regime threshold"), "", 0, 1, 0.8,
          N_("Score from which a policy counts as performing.")),
};

#define PARAMETER_LIMIT 1e9
#define PARAMETER(key_, symbol_, title_, unit_, fallback_, help_)                                  \
  REAL (key_, symbol_, title_, unit_, -PARAMETER_LIMIT, PARAMETER_LIMIT, fallback_, help_)

static const TwSettingSpec start_specs[TW_PLANNER_N_PARAMS] = {
  [TW_PLANNER_U_WORLD] = PARAMETER ("u.world", "u_world", N_("World, first layer"), "", 0.1, N_("First weight of the pathway of the concept “world”.")),
  [TW_PLANNER_U_BASE] = PARAMETER ("u.base", "u_base", N_("Base goal, first layer"), "", 0.1, N_("First weight of the pathway of the base goal.")),
  [TW_PLANNER_U_SELF] = PARAMETER ("u.self", "u_self", N_("Self, first layer"), "", 0.1, N_("First weight of the pathway of the concept “self”.")),
  [TW_PLANNER_U_UPDATE] = PARAMETER ("u.update", "u_update", N_("Own updates, first layer"), "", 0.1, N_("First weight of the pathway of the concept “own updates”.")),
  [TW_PLANNER_V_WORLD] = PARAMETER ("v.world", "v_world", N_("World, second layer"), "", 0.1, N_("Second weight of the pathway of the concept “world”.")),
  [TW_PLANNER_V_BASE] = PARAMETER ("v.base", "v_base", N_("Base goal, second layer"), "", 0.1, N_("Second weight of the pathway of the base goal.")),
  [TW_PLANNER_V_SELF] = PARAMETER ("v.self", "v_self", N_("Self, second layer"), "", 0.1, N_("Second weight of the pathway of the concept “self”.")),
  [TW_PLANNER_V_UPDATE] = PARAMETER ("v.update", "v_update", N_("Own updates, second layer"), "", 0.1, N_("Second weight of the pathway of the concept “own updates”.")),
  [TW_PLANNER_GOAL_PREDICT] = PARAMETER ("goal.predict", "g_predict", N_("Goal logit, predict"), "", 2, N_("How much the agent wants what pre-training rewards, as a logit.")),
  [TW_PLANNER_GOAL_BASE] = PARAMETER ("goal.base", "g_base", N_("Goal logit, base"), "", 0, N_("How much the agent wants what fine-tuning rewards, as a logit.")),
  [TW_PLANNER_GOAL_PROXY] = PARAMETER ("goal.proxy", "g_proxy", N_("Goal logit, proxy"), "", 0, N_("How much the agent wants what merely goes along with the base goal, as a logit.")),
  [TW_PLANNER_GOAL_REWARD] = PARAMETER ("goal.reward", "g_reward", N_("Goal logit, reward"), "", 0, N_("How much the agent wants the reward signal itself, as a logit.")),
  [TW_PLANNER_HORIZON] = PARAMETER ("horizon", "h", N_("Horizon"), N_("log steps"), 0, N_("Natural logarithm of the goal horizon in steps.")),
  [TW_PLANNER_AWARENESS] = PARAMETER ("awareness", "s", N_("Awareness"), N_("logit"), -2, N_("Logit of how far the agent uses what it knows about its situation.")),
  [TW_PLANNER_DIRECTEDNESS] = PARAMETER ("directedness", "l", N_("Directedness"), N_("log"), 0, N_("Natural logarithm of the inverse temperature of the policy.")),
  [TW_PLANNER_SHARED] = PARAMETER ("shared", "z", N_("Shared"), "", 0, N_("A parameter that feeds horizon and awareness alike, as strongly as the entanglement says.")),
};

static const char *const objectives[] = { "predict", "base", "proxy", NULL };

static const TwSettingSpec stage_specs[TW_PLANNER_N_STAGE] = {
  [TW_PLANNER_OBJECTIVE] = { .key = "objective", .symbol = "k*", .title = N_("Objective"), .unit = "",
    .help = N_("Which goal's payoff the stage rewards."),
    .type = TW_SETTING_CHOICE, .maximum = 2, .fallback = TW_GOAL_PREDICT, .choices = objectives },
  [TW_PLANNER_ACT_WEIGHT] =
    REAL ("act_weight", "α", N_("Act weight"), "", 0, 1e6, 1,
          N_("Weight of the rewarded behaviour in the loss, beside the documents.")),
  [TW_PLANNER_DEV_HORIZON] =
    REAL ("dev_horizon", "N_dev", N_("Developers’ horizon"), N_("steps"), 1e-3, 1e12, 1,
          N_("Horizon over which the developers reward: how much deferred payoff counts.")),
  [TW_PLANNER_DOCS_WORLD] =
    REAL ("docs_world", "f_world", N_("Documents, world"), "", 0, 1e6, 1,
          N_("How much of the data is better predicted by knowing the concept “world”.")),
  [TW_PLANNER_DOCS_BASE] =
    REAL ("docs_base", "f_base", N_("Documents, base goal"), "", 0, 1e6, 0.5,
          N_("How much of the data is better predicted by knowing the base goal.")),
  [TW_PLANNER_DOCS_SELF] =
    REAL ("docs_self", "f_self", N_("Documents, self"), "", 0, 1e6, 0.02,
          N_("How much of the data is better predicted by knowing the concept “self”.")),
  [TW_PLANNER_DOCS_UPDATE] =
    REAL ("docs_update", "f_update", N_("Documents, own updates"), "", 0, 1e6, 0.005,
          N_("How much of the data is better predicted by knowing the concept “own updates”.")),
};

/* Pre-training has the table's own defaults. */
static const double fine_tuning[TW_PLANNER_N_STAGE] = { TW_GOAL_BASE, 1, 1, 0.1, 0.1, 0.3, 0.3 };

static const TwStagePreset presets[] = {
  { "fine-tuning", fine_tuning },
  { NULL, NULL },
};

static const TwReadoutSpec readouts[TW_PLANNER_N_READOUTS] = {
  [TW_PLANNER_READ_UNDERSTANDING_WORLD] = { "understanding.world", N_("World understood"), "", 0, 1 },
  [TW_PLANNER_READ_UNDERSTANDING_BASE] = { "understanding.base", N_("Base goal understood"), "", 0, 1 },
  [TW_PLANNER_READ_UNDERSTANDING_SELF] = { "understanding.self", N_("Self understood"), "", 0, 1 },
  [TW_PLANNER_READ_UNDERSTANDING_UPDATE] = { "understanding.update", N_("Own updates understood"), "", 0, 1 },
  [TW_PLANNER_READ_CORRELATION_BASE] = { "correlation.base", N_("Idea of the base goal, correlation"), "", -1, 1 },
  [TW_PLANNER_READ_HORIZON] = { "horizon", N_("Goal horizon"), N_("steps"), 0, INFINITY },
  [TW_PLANNER_READ_AWARENESS] = { "awareness", N_("Situational awareness"), "", 0, 1 },
  [TW_PLANNER_READ_CEILING] = { "ceiling", N_("Knowledge ceiling"), "", 0, 1 },
  [TW_PLANNER_READ_DIRECTEDNESS] = { "directedness", N_("Directedness"), "", 0, INFINITY },
  [TW_PLANNER_READ_GOAL_PREDICT] = { "goal.predict", N_("Goal share, predict"), "", 0, 1 },
  [TW_PLANNER_READ_GOAL_BASE] = { "goal.base", N_("Goal share, base"), "", 0, 1 },
  [TW_PLANNER_READ_GOAL_PROXY] = { "goal.proxy", N_("Goal share, proxy"), "", 0, 1 },
  [TW_PLANNER_READ_GOAL_REWARD] = { "goal.reward", N_("Goal share, reward"), "", 0, 1 },
};

static const TwReadoutSpec scores[TW_PLANNER_N_SCORES] = {
  [TW_PLANNER_SCORE_TRAIN] = { "train", N_("Score in training"), "", -INFINITY, 1 },
  [TW_PLANNER_SCORE_ABLATED] = { "ablated", N_("… foresight removed"), "", -INFINITY, 1 },
  [TW_PLANNER_SCORE_DEPLOY] = { "deploy", N_("… not overseen"), "", -INFINITY, 1 },
};

static const TwRegimeSpec regimes[TW_PLANNER_N_REGIMES] = {
  [TW_PLANNER_UNDIRECTED] = { "undirected", N_("Undirected"), N_("it hardly chooses: its policy is close to chance") },
  [TW_PLANNER_MISALIGNED] = { "misaligned", N_("Misaligned"), N_("it does not perform, overseen or not") },
  [TW_PLANNER_DECEPTIVE] = { "deceptive", N_("Deceptive"), N_("it performs because it foresees being changed") },
  [TW_PLANNER_REWARD_SEEKING] = { "reward-seeking", N_("Reward-seeking"), N_("it performs for the signal, not for the goal") },
  [TW_PLANNER_ALIGNED] = { "aligned", N_("Aligned"), N_("it performs whether overseen or not") },
};

/* clang-format on */

const TwModelType tw_planner_type = {
  .name = "planner",
  .title = N_ ("Planner"),

  .world = { world_specs, TW_PLANNER_N_WORLD },
  .settings = { setting_specs, TW_PLANNER_N_SETTINGS },
  .start = { start_specs, TW_PLANNER_N_PARAMS },
  .stage = { stage_specs, TW_PLANNER_N_STAGE },
  .presets = presets,

  .readouts = readouts,
  .n_readouts = TW_PLANNER_N_READOUTS,
  .readout_x = TW_PLANNER_READ_HORIZON,
  .readout_y = TW_PLANNER_READ_AWARENESS,
  .scores = scores,
  .n_scores = TW_PLANNER_N_SCORES,
  .regimes = regimes,
  .n_regimes = TW_PLANNER_N_REGIMES,

  .plane_title = { N_ ("goal horizon"), N_ ("situational awareness") },
  .plane_unit = { N_ ("steps"), "" },

  .create = tw_planner_create,
  .copy = tw_planner_copy,
  .free = tw_planner_free,
  .configure = tw_planner_configure,
  .set_stage = tw_planner_set_stage,
  .n_params = tw_planner_n_params,
  .param_name = tw_planner_param_name,
  .initialise = tw_planner_initialise,
  .loss = tw_planner_loss,
  .read = tw_planner_read,
  .plane = tw_planner_plane,
  .jacobian = tw_planner_jacobian,
  .ceiling = tw_planner_ceiling,
  .place = tw_planner_place,
  .noise = tw_planner_noise,
  .verdict = tw_planner_verdict,
  .field_point = tw_planner_field_point,
  .to_bytes = tw_planner_to_bytes,
  .from_bytes = tw_planner_from_bytes,
};
