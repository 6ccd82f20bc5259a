// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * map.c - what became of a hit at each position, and where to hit next.
 */
#include "tests/sweep/map.h"

#include <string.h>

static const char *const names[FATE_COUNT] = {
	[FATE_SURVIVED] = "survived", [FATE_RESET] = "reset",
	[FATE_HANG] = "hang",
};

const char *fate_name(enum fate fate)
{
	return names[fate];
}

bool fate_parse(const char *name, enum fate *ret)
{
	for (int i = 0; i < FATE_COUNT; i++) {
		if (!strcmp(name, names[i])) {
			*ret = (enum fate)i;
			return true;
		}
	}
	return false;
}

/* The first sample at @at or behind it. */
static size_t find(const struct map *map, uint64_t at)
{
	size_t i = 0;

	while (i < map->count && map->sample[i].at < at)
		i++;
	return i;
}

bool map_add(struct map *map, uint64_t at, enum fate fate)
{
	size_t i = find(map, at);

	if (i == map->count || map->sample[i].at != at) {
		if (map->count == MAP_SAMPLES)
			return false;
		memmove(&map->sample[i + 1], &map->sample[i],
			(map->count - i) * sizeof(map->sample[0]));
		map->count++;
	}
	map->sample[i] = (struct sample){ .at = at, .fate = fate };
	return true;
}

bool map_has(const struct map *map, uint64_t at)
{
	size_t i = find(map, at);

	return i < map->count && map->sample[i].at == at;
}

/* The middle one of the hints' positions that lie within (low, high). */
static bool from_hint(const struct sample *low, const struct sample *high,
		      const uint64_t *hint, size_t hint_count, uint64_t *ret)
{
	size_t count = 0, middle;

	for (size_t i = 0; i < 2 * hint_count; i++) {
		uint64_t at = hint[i / 2] + i % 2;

		count += at > low->at && at < high->at;
	}
	middle = count / 2;
	for (size_t i = 0; i < 2 * hint_count; i++) {
		uint64_t at = hint[i / 2] + i % 2;

		if (at <= low->at || at >= high->at)
			continue;
		if (!middle--) {
			*ret = at;
			return true;
		}
	}
	return false;
}

bool map_next(const struct map *map, const uint64_t *hint, size_t hint_count,
	      uint64_t *ret)
{
	for (size_t i = 1; i < map->count; i++) {
		const struct sample *low = &map->sample[i - 1];
		const struct sample *high = &map->sample[i];

		if (low->fate == high->fate || high->at - low->at == 1)
			continue;
		if (!from_hint(low, high, hint, hint_count, ret))
			*ret = low->at + (high->at - low->at) / 2;
		return true;
	}
	return false;
}

size_t map_windows(const struct map *map, uint64_t end, struct window *ret,
		   size_t room)
{
	size_t used = 0;

	for (size_t i = 0; i < map->count; i++) {
		const struct sample *sample = &map->sample[i];
		bool same = i && map->sample[i - 1].fate == sample->fate;

		if (sample->fate == FATE_SURVIVED)
			continue;
		if (!same && used == room)
			break;
		if (!same)
			ret[used++] = (struct window){
				.from = sample->at, .fate = sample->fate,
			};
		ret[used - 1].to = i + 1 < map->count ?
			map->sample[i + 1].at : end;
	}
	return used;
}
