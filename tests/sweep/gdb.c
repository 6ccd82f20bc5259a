// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * gdb.c - the little of gdb's remote protocol that a sweep needs.
 */
#include "tests/sweep/gdb.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define ANSWER_MS 10000
/* The order of QEMU's registers for x86_64, 16 digits each. */
#define REGISTER_RSP 7
#define REGISTER_RIP 16

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	       c >= 'a' && c <= 'f' ? c - 'a' + 10 :
	       c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Undo escapes and run lengths; false where they make no sense. */
static bool expand(const char *from, size_t size, char *text, size_t room)
{
	size_t used = 0;

	for (size_t i = 0; i < size; i++) {
		size_t repeat = 1;
		char c = from[i];

		if (c == '}') {
			if (++i == size)
				return false;
			c = (char)(from[i] ^ 0x20);
		} else if (c == '*') {
			if (++i == size || !used || from[i] < 32)
				return false;
			repeat = (size_t)(from[i] - 29);
			c = text[used - 1];
		}
		if (room - used <= repeat)
			return false;
		memset(text + used, c, repeat);
		used += repeat;
	}
	text[used] = '\0';
	return true;
}

enum gdb_parse gdb_parse(const char *bytes, size_t size, size_t *used_ret,
			 char *text, size_t room)
{
	const char *end;
	uint8_t sum = 0;
	size_t length;

	*used_ret = 0;
	if (!size)
		return GDB_MORE;
	*used_ret = 1;
	if (bytes[0] != '$')
		return bytes[0] == '+' ? GDB_ACK :
		       bytes[0] == '-' ? GDB_NAK : GDB_NOISE;
	end = memchr(bytes, '#', size);
	if (!end || size - (size_t)(end - bytes) < 3) {
		*used_ret = 0;
		return GDB_MORE;
	}
	length = (size_t)(end - bytes) - 1;
	for (size_t i = 0; i < length; i++)
		sum = (uint8_t)(sum + (uint8_t)bytes[1 + i]);
	*used_ret = length + 4;
	if (digit(end[1]) != sum >> 4 || digit(end[2]) != (sum & 15) ||
	    !expand(bytes + 1, length, text, room))
		return GDB_PACKET_BAD;
	return GDB_PACKET_GOOD;
}

size_t gdb_frame(const char *text, char *ret, size_t room)
{
	uint8_t sum = 0;
	int length;

	for (const char *c = text; *c; c++)
		sum = (uint8_t)(sum + (uint8_t)*c);
	length = snprintf(ret, room, "$%s#%02x", text, sum);
	return length < 0 || (size_t)length >= room ? 0 : (size_t)length;
}

bool gdb_register(const char *answer, size_t index, uint64_t *ret)
{
	uint64_t value = 0;

	if (strlen(answer) < 16 * (index + 1))
		return false;
	answer += 16 * index;
	for (size_t i = 0; i < 8; i++) {
		int high = digit(answer[2 * i]), low = digit(answer[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		value |= (uint64_t)(high << 4 | low) << (8 * i);
	}
	*ret = value;
	return true;
}

static bool send_bytes(struct gdb *gdb, const char *bytes, size_t size)
{
	if (send(gdb->fd, bytes, size, MSG_NOSIGNAL) != (ssize_t)size)
		gdb->dead = true;
	return !gdb->dead;
}

bool gdb_send(struct gdb *gdb, const char *text)
{
	char packet[256];
	size_t size = gdb_frame(text, packet, sizeof(packet));

	return size && send_bytes(gdb, packet, size);
}

/* Take one thing from what was received; true when it is a packet. */
static bool take(struct gdb *gdb, char *text, enum gdb_parse *what_ret)
{
	size_t used;

	*what_ret = gdb_parse(gdb->buffer, gdb->fill, &used, text, GDB_PACKET);
	gdb->fill -= used;
	memmove(gdb->buffer, gdb->buffer + used, gdb->fill);
	if (*what_ret == GDB_PACKET_GOOD)
		return send_bytes(gdb, "+", 1);
	if (*what_ret == GDB_PACKET_BAD || *what_ret == GDB_NAK)
		gdb->dead = true; /* on a socket nothing is ever damaged */
	return false;
}

bool gdb_receive(struct gdb *gdb, char *text, int milliseconds)
{
	while (!gdb->dead) {
		struct pollfd fd = { .fd = gdb->fd, .events = POLLIN };
		enum gdb_parse what;
		ssize_t got;

		if (take(gdb, text, &what))
			return true;
		if (what != GDB_MORE)
			continue;
		if (gdb->fill == sizeof(gdb->buffer)) {
			gdb->dead = true;
			break;
		}
		if (poll(&fd, 1, milliseconds) <= 0)
			return false;
		got = recv(gdb->fd, gdb->buffer + gdb->fill,
			   sizeof(gdb->buffer) - gdb->fill, MSG_DONTWAIT);
		if (got <= 0)
			gdb->dead = true;
		else
			gdb->fill += (size_t)got;
	}
	return false;
}

bool gdb_ask(struct gdb *gdb, const char *text, char *answer)
{
	return gdb_send(gdb, text) && gdb_receive(gdb, answer, ANSWER_MS);
}

static bool is_done(struct gdb *gdb, const char *text)
{
	char answer[GDB_PACKET];

	return gdb_ask(gdb, text, answer) && !strcmp(answer, "OK");
}

bool gdb_breakpoint(struct gdb *gdb, uint64_t address, bool set)
{
	char text[64];

	snprintf(text, sizeof(text), "%c1,%" PRIx64 ",1", set ? 'Z' : 'z',
		 address);
	return is_done(gdb, text);
}

bool gdb_where(struct gdb *gdb, uint64_t *rip_ret, uint64_t *rsp_ret)
{
	char answer[GDB_PACKET];

	return gdb_ask(gdb, "g", answer) &&
	       gdb_register(answer, REGISTER_RIP, rip_ret) &&
	       gdb_register(answer, REGISTER_RSP, rsp_ret);
}

bool gdb_step(struct gdb *gdb)
{
	char answer[GDB_PACKET];

	return gdb_ask(gdb, "s", answer) && answer[0] == 'T';
}

bool gdb_let_in(struct gdb *gdb)
{
	return is_done(gdb, "Qqemu.sstep=1");
}

bool gdb_write_physical(struct gdb *gdb, uint64_t address, uint32_t value)
{
	char text[64];
	bool ret;

	snprintf(text, sizeof(text), "M%" PRIx64 ",4:%08" PRIx32, address,
		 __builtin_bswap32(value));
	ret = is_done(gdb, "Qqemu.PhyMemMode:1") && is_done(gdb, text);
	return is_done(gdb, "Qqemu.PhyMemMode:0") && ret;
}
