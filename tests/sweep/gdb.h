/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gdb.h - the little of gdb's remote protocol that a sweep needs.
 */
#ifndef KDP_TESTS_SWEEP_GDB_H
#define KDP_TESTS_SWEEP_GDB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GDB_PACKET 8192

/**
 * enum gdb_parse - what stands at the start of received bytes
 * @GDB_MORE: nothing complete
 * @GDB_ACK: "+"
 * @GDB_NAK: "-"
 * @GDB_PACKET_GOOD: a packet whose checksum is right
 * @GDB_PACKET_BAD: a packet whose checksum or contents are wrong
 * @GDB_NOISE: a byte that begins nothing
 */
enum gdb_parse {
	GDB_MORE,
	GDB_ACK,
	GDB_NAK,
	GDB_PACKET_GOOD,
	GDB_PACKET_BAD,
	GDB_NOISE,
};

/**
 * gdb_parse() - take what stands at the start of received bytes
 * @bytes: what was received
 * @size: so many
 * @used_ret: bytes to drop
 * @text: a packet's contents, unescaped, run lengths expanded, with NUL
 * @room: bytes that fit in @text
 */
enum gdb_parse gdb_parse(const char *bytes, size_t size, size_t *used_ret,
			 char *text, size_t room);

/**
 * gdb_frame() - make a packet
 * @text: its contents, in which nothing needs an escape
 * @ret: receives it, with NUL
 * @room: bytes that fit in @ret
 *
 * Return: its length; 0 when it does not fit.
 */
size_t gdb_frame(const char *text, char *ret, size_t room);

/** gdb_register() - register @index of the answer to "g"; false: not in it */
bool gdb_register(const char *answer, size_t index, uint64_t *ret);

/**
 * struct gdb - a connection to QEMU's stub
 * @fd: connected socket
 * @dead: the connection is gone
 * @fill: bytes in @buffer
 * @buffer: what was received and not yet taken
 */
struct gdb {
	int fd;
	bool dead;
	size_t fill;
	char buffer[2 * GDB_PACKET];
};

/** gdb_send() - send a packet, without waiting for anything */
bool gdb_send(struct gdb *gdb, const char *text);

/**
 * gdb_receive() - the next packet
 * @gdb: the connection
 * @text: GDB_PACKET bytes for its contents
 * @milliseconds: to wait for it; 0: take what is there
 */
bool gdb_receive(struct gdb *gdb, char *text, int milliseconds);

/** gdb_ask() - send a packet and take the answer, of GDB_PACKET bytes */
bool gdb_ask(struct gdb *gdb, const char *text, char *answer);

/** gdb_breakpoint() - set a breakpoint, or take it away */
bool gdb_breakpoint(struct gdb *gdb, uint64_t address, bool set);

/** gdb_where() - RIP and RSP of the stopped guest */
bool gdb_where(struct gdb *gdb, uint64_t *rip_ret, uint64_t *rsp_ret);

/** gdb_step() - execute one instruction */
bool gdb_step(struct gdb *gdb);

/** gdb_let_in() - from now on an interrupt may come in between single steps */
bool gdb_let_in(struct gdb *gdb);

/** gdb_write_physical() - write 32 bits to a physical address, devices too */
bool gdb_write_physical(struct gdb *gdb, uint64_t address, uint32_t value);

#endif
