/* Everything of the engine that the workbench may use. */
#pragma once

#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/formats/onnx.h"
#include "engine/formats/safetensors-write.h"
#include "engine/formats/tensor-file.h"
#include "engine/formats/torch-write.h"
#include "engine/graph/cuts.h"
#include "engine/graph/model.h"
#include "engine/graph/plan.h"
#include "engine/graph/surgery.h"
#include "engine/kernels/worker-pool.h"
#include "engine/ops/softmax-cross-entropy.h"
#include "engine/run/runner.h"
#include "engine/train/batch-source.h"
#include "engine/train/train-settings.h"
