/* What Frostline adds to an ONNX file in metadata_props: class names and preprocessing, as JSON.
 *
 * "frostline.classes": ["cat", "dog"], in output order.
 * "frostline.preprocessing": {"width": 224, "height": 224, "resize_short": 256,
 *   "mean": [127.5, 127.5, 127.5], "scale": [0.0078, 0.0078, 0.0078], "bgr": false}
 */
#pragma once

#include "engine/formats/onnx.pb-c.h"
#include "engine/graph/model.h"

G_BEGIN_DECLS

#define FROST_ONNX_KEY_CLASSES "frostline.classes"
#define FROST_ONNX_KEY_PREPROCESSING "frostline.preprocessing"

/* Sets classes, preprocessing and preprocessing_known of an inferred model; what the file does
 * not say stays. Errors: CORRUPT (not JSON, a key twice, a number out of range, sizes that are
 * not the input's), SHAPE (as many classes as outputs are needed). */
gboolean frost_onnx_metadata_read (const Onnx__ModelProto *proto, FrostModel *model,
                                   GError **error);

/* JSON for a key; free with g_free. NULL when the model has no classes. Numbers do not depend on
 * the locale and come back bit for bit. */
char *frost_onnx_metadata_classes (const FrostModel *model);
char *frost_onnx_metadata_preprocessing (const FrostModel *model);

G_END_DECLS
