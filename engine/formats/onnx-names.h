/* Names: how a node and its parameters are called after import.
 *
 * PyTorch calls a node "/features/conv1/conv/Conv"; here it is "features.conv1.conv", the name
 * that its module has in Python, so that blocks and parameters read as a person wrote them.
 */
#pragma once

#include "engine/formats/onnx.pb-c.h"

#include <glib.h>

G_BEGIN_DECLS

/* For tables of names out of a file: seeded once a process, so that nobody can write a file
 * whose names all fall into one bucket. */
guint frost_onnx_name_hash (gconstpointer name);

/* Names that are taken already; gives the wanted one, or that with "_2", "_3" …, and takes it. */
GHashTable *frost_onnx_names_new (void);
char *frost_onnx_names_take (GHashTable *names, const char *wanted);

/* At most 512 bytes without control characters, so that it fits into a message of one line.
 * NULL is fine. Errors: CORRUPT. */
gboolean frost_onnx_name_check (const char *name, GError **error);

/* Made by an exporter and not by a person: "onnx::Conv_420", "137". */
gboolean frost_onnx_name_is_generated (const char *name);

/* What PyTorch's programs register as a buffer: in a file it looks like any parameter, but it is
 * never trained. Running statistics are not among them: batch-norm knows its own. */
gboolean frost_onnx_name_is_buffer (const char *name);

/* Not yet unique. weight: name of the node's second input, which gives old PyTorch's "Conv_12"
 * the name of its module; may be NULL. */
char *frost_onnx_node_name (const Onnx__NodeProto *node, const char *weight);

/* A node that PyTorch names after the module which computes with several weights, "attn", is
 * called after its own one: "attn.qkv" of the parameter "attn.qkv.weight". NULL = the parameter
 * says no more. */
char *frost_onnx_module_name (const char *node_name, const char *parameter);

G_END_DECLS
