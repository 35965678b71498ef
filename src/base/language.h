/* SPDX-License-Identifier: EUPL-1.2 */
/* The languages a person can be answered in. Bokmål first; nynorsk and English are complete. */
#ifndef DEKNING_BASE_LANGUAGE_H
#define DEKNING_BASE_LANGUAGE_H

enum language { LANGUAGE_NB, LANGUAGE_NN, LANGUAGE_EN, LANGUAGE_COUNT };

#endif
