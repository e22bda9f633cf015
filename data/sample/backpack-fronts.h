/* backpack-fronts.h - the faces of a backpack, drawn onto its filled body, one a style. */
#pragma once

#include "data/sample/backpack-parts.h"

G_BEGIN_DECLS

void frost_backpack_draw_daypack_front (FrostBackpack *pack);
void frost_backpack_draw_flap_front (FrostBackpack *pack);
void frost_backpack_draw_roll_top_front (FrostBackpack *pack);
void frost_backpack_draw_hiking_front (FrostBackpack *pack);
void frost_backpack_draw_animal_front (FrostBackpack *pack);

/* The side that lies on a person's back: pads and shoulder straps. */
void frost_backpack_draw_back (FrostBackpack *pack);

G_END_DECLS
