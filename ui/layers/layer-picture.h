/* How a layer stack looks: texts laid out when the model or the size changes, drawn as often
 * as the line moves. */
#pragma once

#include <gtk/gtk.h>

#include "ui/chart/palette.h"
#include "ui/layers/layer-geometry.h"
#include "ui/layers/layer-model.h"

G_BEGIN_DECLS

typedef struct _FrostLayerPicture FrostLayerPicture;

/* What changes from one frame to the next. */
typedef struct
{
  double cut;       /* where the line is drawn; between two cuts while it moves */
  int hover_gap;    /* the gap under the pointer, or -1 */
  gboolean raised;  /* the line is hovered or held */
  gboolean focused; /* show the focus ring */
} FrostLayerPose;

FrostLayerPicture *frost_layer_picture_new (void);
void frost_layer_picture_free (FrostLayerPicture *picture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FrostLayerPicture, frost_layer_picture_free)

void frost_layer_picture_prepare (FrostLayerPicture *picture, GtkWidget *widget,
                                  const FrostLayerModel *model, gboolean compact,
                                  int width, int height);

/* The cut has another value: the words on the line change. */
void frost_layer_picture_set_cut (FrostLayerPicture *picture, GtkWidget *widget,
                                  const FrostLayerModel *model);

const FrostLayerGeometry *
frost_layer_picture_peek_geometry (const FrostLayerPicture *picture);

void frost_layer_picture_draw (const FrostLayerPicture *picture,
                               const FrostLayerPose *pose, const FrostPalette *palette,
                               GtkSnapshot *snapshot);

G_END_DECLS
