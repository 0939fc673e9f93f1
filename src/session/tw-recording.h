/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sink that a trainer tells what it does, and that hands it to the recorder: on the trainer's
 * worker, so that all it does is to copy.  Not for other layers. */

#pragma once

#include "session/tw-recorder.h"

G_BEGIN_DECLS

/* For run as the file has it; takes a reference of the recorder.  The trainer that gets it ends it. */
TwTrainerSink *tw_recording_new (TwRecorder *recorder, const TwSessionRun *run);

G_END_DECLS
