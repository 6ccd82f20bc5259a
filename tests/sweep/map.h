/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * map.h - what became of a hit at each position, and where to hit next.
 */
#ifndef KDP_TESTS_SWEEP_MAP_H
#define KDP_TESTS_SWEEP_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAP_SAMPLES 4096

/** enum fate - what became of the machine */
enum fate {
	FATE_SURVIVED,	/* the second kernel got its full IDT */
	FATE_RESET,
	FATE_HANG,
	FATE_COUNT,
};

/**
 * struct sample - one hit
 * @at: instructions executed before it
 * @fate: what it led to
 */
struct sample {
	uint64_t at;
	enum fate fate;
};

/**
 * struct map - hits by position
 * @count: so many
 * @sample: in order of @at, each position once
 */
struct map {
	size_t count;
	struct sample sample[MAP_SAMPLES];
};

/** map_add() - add a hit; a later one replaces one at the same position */
bool map_add(struct map *map, uint64_t at, enum fate fate);

/** map_has() - whether a position was hit */
bool map_has(const struct map *map, uint64_t at);

/**
 * map_next() - where to hit next to find a border between fates
 * @map: what is known
 * @hint: positions, in order, at which a border may be: the hit there and the
 *	one before it are tried first
 * @hint_count: so many
 * @ret: the position
 *
 * Return: false when each border is known to the instruction.
 */
bool map_next(const struct map *map, const uint64_t *hint, size_t hint_count,
	      uint64_t *ret);

/**
 * struct window - a run of positions with the same fate
 * @from: the first
 * @to: the first one behind it
 */
struct window {
	uint64_t from;
	uint64_t to;
	enum fate fate;
};

/**
 * map_windows() - where hits are not survived
 * @map: what is known
 * @end: the end of the sweep
 * @ret: receives them, in order
 * @room: of @ret
 *
 * Return: so many.
 */
size_t map_windows(const struct map *map, uint64_t end, struct window *ret,
		   size_t room);

/** fate_name() - the name that results use */
const char *fate_name(enum fate fate);

/** fate_parse() - the other way */
bool fate_parse(const char *name, enum fate *ret);

#endif
