// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * gdb_test.c - proves that packets of gdb's protocol are told from what is not
 * one, whole or in pieces, and that escapes, run lengths and registers are read
 * as QEMU's stub means them.
 */
#include "tests/sweep/gdb.h"
#include "tests/tap.h"

#include <stdlib.h>

static enum gdb_parse parse(const char *bytes, size_t *used, char *text,
			    size_t room)
{
	/* On the heap, so that a read behind the end is seen. */
	size_t size = strlen(bytes);
	char *copy = malloc(size + !size);
	enum gdb_parse ret;

	if (!copy)
		abort();
	memcpy(copy, bytes, size);
	ret = gdb_parse(copy, size, used, text, room);
	free(copy);
	return ret;
}

static void a_packet_is_taken_with_its_checksum(void)
{
	char text[16];
	size_t used;

	TAP_EQ(parse("$T05#b9+", &used, text, sizeof(text)), GDB_PACKET_GOOD);
	TAP_EQ(used, 7);
	TAP_CHECK(!strcmp(text, "T05"));
	TAP_EQ(parse("$#00", &used, text, sizeof(text)), GDB_PACKET_GOOD);
	TAP_EQ(used, 4);
	TAP_CHECK(!*text);
}

static void a_part_of_a_packet_is_left_alone(void)
{
	static const char whole[] = "$T05#b9";
	char text[16], part[sizeof(whole)];
	size_t used;

	for (size_t i = 0; i < strlen(whole); i++) {
		memcpy(part, whole, i);
		part[i] = '\0';
		TAP_EQ(parse(part, &used, text, sizeof(text)), GDB_MORE);
		TAP_EQ(used, 0);
	}
}

static void what_is_no_packet_is_told_apart(void)
{
	char text[16];
	size_t used;

	TAP_EQ(parse("+$", &used, text, sizeof(text)), GDB_ACK);
	TAP_EQ(used, 1);
	TAP_EQ(parse("-", &used, text, sizeof(text)), GDB_NAK);
	TAP_EQ(parse("x$T05#b9", &used, text, sizeof(text)), GDB_NOISE);
	TAP_EQ(used, 1);
}

static void damage_is_found(void)
{
	char text[16];
	size_t used;

	TAP_EQ(parse("$T06#b9", &used, text, sizeof(text)), GDB_PACKET_BAD);
	TAP_EQ(used, 7);
	TAP_EQ(parse("$T05#zz", &used, text, sizeof(text)), GDB_PACKET_BAD);
}

static void escapes_and_run_lengths_are_expanded(void)
{
	char text[16];
	size_t used;

	/* 0x03 ^ 0x20 is "#" */
	TAP_EQ(parse("$a}\003b#43", &used, text, sizeof(text)),
	       GDB_PACKET_GOOD);
	TAP_CHECK(!strcmp(text, "a#b"));
	/* "0* " is four zeros */
	TAP_EQ(parse("$0* 1#ab", &used, text, sizeof(text)), GDB_PACKET_GOOD);
	TAP_CHECK(!strcmp(text, "00001"));
	TAP_EQ(parse("$* #4a", &used, text, sizeof(text)), GDB_PACKET_BAD);
	TAP_EQ(parse("$0*#5a", &used, text, sizeof(text)), GDB_PACKET_BAD);
	TAP_EQ(parse("$}#7d", &used, text, sizeof(text)), GDB_PACKET_BAD);
}

static void what_does_not_fit_is_bad(void)
{
	char text[4];
	size_t used;

	TAP_EQ(parse("$T05#b9", &used, text, 4), GDB_PACKET_GOOD);
	TAP_EQ(parse("$T05#b9", &used, text, 3), GDB_PACKET_BAD);
	TAP_EQ(parse("$0* #7a", &used, text, 4), GDB_PACKET_BAD);
}

static void a_packet_is_framed(void)
{
	char packet[8];

	TAP_EQ(gdb_frame("T05", packet, sizeof(packet)), 7);
	TAP_CHECK(!strcmp(packet, "$T05#b9"));
	TAP_EQ(gdb_frame("T05", packet, 7), 0);
}

static void registers_are_read_in_the_guests_order(void)
{
	uint64_t value = 0;

	TAP_CHECK(gdb_register("00000000000000009073078100000080", 0, &value));
	TAP_EQ(value, 0);
	TAP_CHECK(gdb_register("00000000000000009073078100000080", 1, &value));
	TAP_EQ(value, 0x8000000081077390);
	TAP_CHECK(!gdb_register("00000000000000009073078100000080", 2, &value));
	TAP_CHECK(!gdb_register("0000000000000x00", 0, &value));
}

int main(void)
{
	TAP_RUN(a_packet_is_taken_with_its_checksum);
	TAP_RUN(a_part_of_a_packet_is_left_alone);
	TAP_RUN(what_is_no_packet_is_told_apart);
	TAP_RUN(damage_is_found);
	TAP_RUN(escapes_and_run_lengths_are_expanded);
	TAP_RUN(what_does_not_fit_is_bad);
	TAP_RUN(a_packet_is_framed);
	TAP_RUN(registers_are_read_in_the_guests_order);
	return tap_done();
}
