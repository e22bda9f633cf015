/* FrostModel to ModelProto, written as it is packed.
 *
 * Values: the input is "input", the output "logits", any other is called as its node. Parameters
 * keep their names. BatchNorm stays a node with its statistics, so that the file can be trained
 * further here or elsewhere. Dropout is left out: it does nothing at inference.
 */
#include "engine/formats/onnx.h"

#include "engine/core/error.h"
#include "engine/formats/onnx-export-graph.h"
#include "engine/formats/onnx-export-node.h"
#include "engine/formats/onnx-metadata.h"
#include "engine/formats/replace-file.h"

#define OPSET 13
/* The first IR version that operator set 13 came with (ONNX 1.8). */
#define IR 7

static void
add_metadata (Onnx__ModelProto *proto, const char *key, char *value)
{
  Onnx__StringStringEntryProto *entry = g_new (Onnx__StringStringEntryProto, 1);

  onnx__string_string_entry_proto__init (entry);
  entry->key = g_strdup (key);
  entry->value = value;
  proto->metadata_props[proto->n_metadata_props++] = entry;
}

static Onnx__TensorShapeProto__Dimension *
new_dimension (int64_t length)
{
  Onnx__TensorShapeProto__Dimension *dim = g_new (Onnx__TensorShapeProto__Dimension, 1);

  onnx__tensor_shape_proto__dimension__init (dim);
  if (length == 0)
    {
      dim->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM;
      dim->dim_param = g_strdup ("N");
    }
  else
    {
      dim->value_case = ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
      dim->dim_value = length;
    }
  return dim;
}

/* N x dim[0] x dim[1] … of floats. */
static Onnx__ValueInfoProto **
new_value_info (const char *name, const int64_t *dim, int rank)
{
  Onnx__ValueInfoProto **list = g_new (Onnx__ValueInfoProto *, 1);
  Onnx__ValueInfoProto *info = g_new (Onnx__ValueInfoProto, 1);
  Onnx__TypeProto *type = g_new (Onnx__TypeProto, 1);
  Onnx__TypeProto__Tensor *tensor = g_new (Onnx__TypeProto__Tensor, 1);
  Onnx__TensorShapeProto *shape = g_new (Onnx__TensorShapeProto, 1);

  onnx__value_info_proto__init (info);
  onnx__type_proto__init (type);
  onnx__type_proto__tensor__init (tensor);
  onnx__tensor_shape_proto__init (shape);
  info->name = g_strdup (name);
  info->type = type;
  type->value_case = ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
  type->tensor_type = tensor;
  tensor->has_elem_type = TRUE;
  tensor->elem_type = ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT;
  tensor->shape = shape;
  shape->dim = g_new (Onnx__TensorShapeProto__Dimension *, rank + 1);
  shape->dim[shape->n_dim++] = new_dimension (0);
  for (int i = 0; i < rank; i++)
    shape->dim[shape->n_dim++] = new_dimension (dim[i]);
  list[0] = info;
  return list;
}

static Onnx__ModelProto *
build_proto (const FrostModel *model, gboolean half, GError **error)
{
  const FrostShape *input = &model->graph->input;
  Onnx__GraphProto *graph = g_new (Onnx__GraphProto, 1);
  Onnx__ModelProto *proto = g_new (Onnx__ModelProto, 1);
  Onnx__OperatorSetIdProto *opset = g_new (Onnx__OperatorSetIdProto, 1);

  onnx__model_proto__init (proto);
  onnx__graph_proto__init (graph);
  onnx__operator_set_id_proto__init (opset);
  proto->has_ir_version = TRUE;
  proto->ir_version = IR;
  proto->producer_name = g_strdup ("frostline");
  opset->domain = g_strdup ("");
  opset->has_version = TRUE;
  opset->version = OPSET;
  proto->opset_import = g_new (Onnx__OperatorSetIdProto *, 1);
  proto->opset_import[proto->n_opset_import++] = opset;
  proto->graph = graph;

  graph->name = g_strdup (model->name != NULL && model->name[0] != '\0' ? model->name
                                                                        : "frostline");
  int64_t image[3] = { input->dim[2], input->dim[0], input->dim[1] };
  int64_t outputs = frost_model_n_outputs (model);
  graph->input = new_value_info (FROST_ONNX_INPUT, image, 3);
  graph->n_input = 1;
  graph->output = new_value_info (FROST_ONNX_OUTPUT, &outputs, 1);
  graph->n_output = 1;

  char *classes = frost_onnx_metadata_classes (model);
  proto->metadata_props = g_new (Onnx__StringStringEntryProto *, 2);
  if (classes != NULL)
    add_metadata (proto, FROST_ONNX_KEY_CLASSES, classes);
  add_metadata (proto, FROST_ONNX_KEY_PREPROCESSING,
                frost_onnx_metadata_preprocessing (model));

  if (!frost_onnx_export_nodes (model, half, graph, error))
    {
      onnx__model_proto__free_unpacked (proto, NULL);
      return NULL;
    }
  return proto;
}

typedef struct
{
  ProtobufCBuffer base;
  FrostReplaceFile *file;
} FileBuffer;

static void
append_cb (ProtobufCBuffer *buffer, size_t size, const uint8_t *data)
{
  frost_replace_file_write (((FileBuffer *) buffer)->file, data, size);
}

gboolean
frost_onnx_save (const FrostModel *model, const char *path, GError **error)
{
  return frost_onnx_save_as (model, path, FALSE, error);
}

gboolean
frost_onnx_save_as (const FrostModel *model, const char *path, gboolean half,
                    GError **error)
{
  const FrostGraph *graph = model->graph;
  const FrostShape *y = frost_graph_value_shape (graph, frost_graph_n_values (graph) - 1);

  if (graph->input.rank != 3 || y->rank != 1)
    {
      g_autofree char *text = frost_shape_to_string (y);
      g_set_error (error, FROST_ENGINE_ERROR, FROST_ENGINE_ERROR_UNSUPPORTED,
                   "%s: its output is %s, an exported model needs a vector of classes",
                   model->name, text);
      return FALSE;
    }
  Onnx__ModelProto *proto = build_proto (model, half, error);
  if (proto == NULL)
    return FALSE;

  gboolean ok = FALSE;
  g_autoptr (FrostReplaceFile) file = frost_replace_file_begin (path, error);
  if (file != NULL)
    {
      FileBuffer buffer = { .base = { .append = append_cb }, .file = file };

      protobuf_c_message_pack_to_buffer (&proto->base, &buffer.base);
      ok = frost_replace_file_commit (file, error);
    }
  onnx__model_proto__free_unpacked (proto, NULL);
  return ok;
}
