// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * klog.c - reads the printk ring buffer of Linux 5.10 and later.
 *
 * A record has a descriptor, an info and a block of text.  Descriptors and
 * infos are arrays that the record's id indexes; the descriptor holds the
 * block's logical position and that of the next (Linux commit 896fbe20b4e2
 * ("printk: use the lockless ringbuffer") (in v5.10)).  Each number read is
 * reduced to its array, so that damage gives wrong text and no wrong access.
 */
#include "purgatory/klog.h"

#include <string.h>

#define BITS_MAX 24u	/* 16 million records, or bytes of text */

/* The two upper bits of a descriptor's state variable. */
#define STATE_SHIFT	62
#define STATE_COMMITTED 1u
#define STATE_FINALIZED 2u
#define ID_MASK		(~0ull >> 2)

/* A logical position with this bit has no text. */
#define LPOS_DATALESS 1ull

#define BLOCK_ID 8u	/* the block begins with its record's id */

/* What one line adds to its text: "[12345.678901] " and the newline. */
#define STAMP_MAX 30u

struct line {
	const uint8_t *text;
	size_t size;
	uint64_t nanoseconds;
};

static uint64_t get64(const uint8_t *at)
{
	uint64_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

bool kdp_klog_valid(const struct kdp_klog_layout *layout)
{
	return layout->desc_bits <= BITS_MAX && layout->text_bits >= 4 &&
	       layout->text_bits <= BITS_MAX &&
	       layout->desc_size >= 8 && layout->info_size >= 8 &&
	       layout->desc_state <= layout->desc_size - 8 &&
	       layout->desc_begin <= layout->desc_size - 8 &&
	       layout->desc_next <= layout->desc_size - 8 &&
	       layout->info_time <= layout->info_size - 8 &&
	       layout->info_length <= layout->info_size - 2;
}

/* The record's text, or false where it has none. */
static bool find_line(const struct kdp_klog *log, uint64_t id,
		      struct line *line)
{
	const struct kdp_klog_layout *layout = log->layout;
	uint64_t index = id & ((1ull << layout->desc_bits) - 1);
	const uint8_t *desc = log->descs + index * layout->desc_size;
	const uint8_t *info = log->infos + index * layout->info_size;
	uint64_t state = get64(desc + layout->desc_state);
	uint64_t size = 1ull << layout->text_bits;
	uint64_t begin, next;
	uint16_t length;

	if ((state & ID_MASK) != id ||
	    (state >> STATE_SHIFT != STATE_COMMITTED &&
	     state >> STATE_SHIFT != STATE_FINALIZED))
		return false;
	begin = get64(desc + layout->desc_begin);
	next = get64(desc + layout->desc_next);
	if ((begin | next) & LPOS_DATALESS)
		return false;
	begin &= size - 1;
	next &= size - 1;
	/* A block that would wrap begins at the array's start. */
	if (begin > next && next)
		begin = 0;
	else if (!next)
		next = size;
	if (next < begin || next - begin < BLOCK_ID)
		return false;
	memcpy(&length, info + layout->info_length, sizeof(length));
	line->text = log->text + begin + BLOCK_ID;
	line->size = next - begin - BLOCK_ID;
	if (line->size > length)
		line->size = length;
	line->nanoseconds = get64(info + layout->info_time);
	return true;
}

static size_t put_number(char *to, uint64_t value, unsigned int width,
			 char fill)
{
	char digits[20];
	size_t count = 0;
	size_t at = 0;

	do {
		digits[count++] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	while (at + count < width)
		to[at++] = fill;
	while (count)
		to[at++] = digits[--count];
	return at;
}

/* @to has STAMP_MAX bytes more than the text. */
static size_t put_line(const struct line *line, char *to)
{
	size_t at = 0;
	size_t i;
	uint8_t c;

	to[at++] = '[';
	at += put_number(to + at, line->nanoseconds / 1000000000, 5, ' ');
	to[at++] = '.';
	at += put_number(to + at, line->nanoseconds / 1000 % 1000000, 6, '0');
	to[at++] = ']';
	to[at++] = ' ';
	for (i = 0; i < line->size; i++) {
		c = line->text[i];
		to[at++] = c == '\n' || c == '\t' || (c >= ' ' && c <= '~') ?
				   (char)c :
				   '?';
	}
	to[at++] = '\n';
	return at;
}

size_t kdp_klog_tail(const struct kdp_klog *log, char *to, size_t room)
{
	uint64_t left = (log->head - log->tail) & ID_MASK;
	uint64_t count = 1ull << log->layout->desc_bits;
	uint64_t id = log->head & ID_MASK;
	uint64_t first = id;
	size_t needed = 0;
	size_t at = 0;
	struct line line;
	bool some = false;

	if (left >= count)
		left = count - 1;
	/* Back from the newest until no more fits. */
	for (;; id = (id - 1) & ID_MASK) {
		if (find_line(log, id, &line)) {
			if (line.size + STAMP_MAX > room - needed)
				break;
			needed += line.size + STAMP_MAX;
			first = id;
			some = true;
		}
		if (!left--)
			break;
	}
	if (!some)
		return 0;
	/* Looked at again: memory may have changed since. */
	for (id = first;; id = (id + 1) & ID_MASK) {
		if (find_line(log, id, &line) &&
		    line.size + STAMP_MAX <= room - at)
			at += put_line(&line, to + at);
		if (id == (log->head & ID_MASK))
			return at;
	}
}
