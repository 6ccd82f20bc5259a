// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes what purgatory reads of the dying kernel's log: a layout and, behind
 * it, the ring buffer's arrays, whose end is zero where the input is short.
 * Properties: nothing outside the arrays is read, no more is written than
 * there is room for, all of it prints and ends in a line's end, and the same
 * memory gives the same text.
 */
#include <stdio.h>
#include <string.h>

#include "purgatory/klog.h"
#include "tests/fuzz/fuzz.h"

#define ARRAYS_MAX 0x10000u
#define ROOM_MAX   0x1000u

/* What stands in front of the arrays. */
struct input {
	struct kdp_klog_layout layout;	/* head_id, tail_id: the ids */
	uint64_t room;
};

/* Memory of just its size, so that ASan sees a byte too far. */
static uint8_t *take(const uint8_t **data, size_t *size, uint64_t want)
{
	size_t have = want < *size ? want : *size;
	uint8_t *array = calloc(1, want ? want : 1);

	FUZZ_CHECK(array);
	memcpy(array, *data, have);
	*data += have;
	*size -= have;
	return array;
}

static void check_tail(const struct kdp_klog *log, size_t room)
{
	char *text = malloc(room ? room : 1);
	char *again = malloc(room ? room : 1);
	size_t used;
	size_t i;

	FUZZ_CHECK(text && again);
	used = kdp_klog_tail(log, text, room);
	FUZZ_CHECK(used <= room);
	FUZZ_CHECK(!used || text[used - 1] == '\n');
	for (i = 0; i < used; i++)
		FUZZ_CHECK((text[i] >= ' ' && text[i] <= '~') ||
			   text[i] == '\n' || text[i] == '\t');
	FUZZ_CHECK(kdp_klog_tail(log, again, room) == used);
	FUZZ_CHECK(!memcmp(text, again, used));
	free(again);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kdp_klog log;
	struct input input;
	uint64_t descs, infos, text;

	if (size < sizeof(input))
		return 0;
	memcpy(&input, data, sizeof(input));
	data += sizeof(input);
	size -= sizeof(input);
	if (!kdp_klog_valid(&input.layout))
		return 0;
	descs = (uint64_t)input.layout.desc_size << input.layout.desc_bits;
	infos = (uint64_t)input.layout.info_size << input.layout.desc_bits;
	text = 1ull << input.layout.text_bits;
	if (descs > ARRAYS_MAX || infos > ARRAYS_MAX || text > ARRAYS_MAX)
		return 0;
	log = (struct kdp_klog){
		.layout = &input.layout,
		.head = input.layout.head_id,
		.tail = input.layout.tail_id,
	};
	log.descs = take(&data, &size, descs);
	log.infos = take(&data, &size, infos);
	log.text = take(&data, &size, text);
	check_tail(&log, input.room % (ROOM_MAX + 1));
	free((void *)log.descs);
	free((void *)log.infos);
	free((void *)log.text);
	return 0;
}
