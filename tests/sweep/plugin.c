// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plugin.c - a plugin of QEMU that counts the guest's instructions, notes where
 * it loads IDTR, CR3 and CR4, and stops it a little before a given count.
 *
 * usage: -plugin FILE,trace=PATH	PATH: struct trace, made by the sweep
 *
 * QEMU's plugins cannot stop a guest.  What does it is QEMU's own debug
 * exception, by three functions that the program exports for its modules; they
 * are those of QEMU 7 and 8.  Under -icount a block may raise an interrupt only
 * from another thread, hence the helper.
 */
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/sweep/trace.h"

#define EXPORT __attribute__((visibility("default")))
#define FAR (1ul << 20)
#define HIGH (1ul << 47)
#define KERNEL_ALIGN (2ul << 20) /* where its first instruction is */
#define CPU_INTERRUPT_DEBUG 0x80

/* The interface of plugins, version 1. */
struct qemu_plugin_tb;
struct qemu_plugin_insn;
typedef void (*tb_trans_cb)(uint64_t id, struct qemu_plugin_tb *tb);
typedef void (*exec_cb)(unsigned int cpu, void *data);

extern size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
extern uint64_t qemu_plugin_tb_vaddr(const struct qemu_plugin_tb *tb);
extern struct qemu_plugin_insn *
qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t i);
extern const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
extern size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
extern uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
extern void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, tb_trans_cb cb);
extern void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb,
						 exec_cb cb, int flags,
						 void *data);
extern void
qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
				       exec_cb cb, int flags, void *data);
extern void
qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *insn,
					   int op, void *counter, uint64_t add);

/* Of QEMU itself. */
extern void *qemu_get_cpu(int index);
extern void cpu_interrupt(void *cpu, int mask);
extern void qemu_mutex_lock_iothread_impl(const char *file, int line);
extern void qemu_mutex_unlock_iothread(void);

EXPORT extern int qemu_plugin_version;
int qemu_plugin_version = 1;
EXPORT int qemu_plugin_install(uint64_t id, const void *info, int argc,
			       char **argv);

/* A block, or an instruction worth a mark; kept as long as QEMU runs. */
struct place {
	uint64_t address;
	uint64_t end;
	uint64_t count;
	enum trace_kind kind;
};

static struct trace *trace;
static uint64_t last_address, last_end;
static sem_t wanted, done;

static void mark(enum trace_kind kind, uint64_t address)
{
	uint64_t i = trace->mark_count;

	if (!trace->marking || i >= TRACE_MARKS)
		return;
	trace->mark[i] = (struct trace_mark){
		.kind = kind, .at = trace->count, .address = address,
		.from = last_end,
	};
	trace->mark_count = i + 1;
}

static void *stop_guest(void *unused)
{
	for (;;) {
		sem_wait(&wanted);
		qemu_mutex_lock_iothread_impl(__FILE__, __LINE__);
		cpu_interrupt(qemu_get_cpu(0), CPU_INTERRUPT_DEBUG);
		qemu_mutex_unlock_iothread();
		sem_post(&done);
	}
	return unused;
}

static void note_jump(uint64_t address)
{
	if ((address ^ last_address) & HIGH)
		mark(address & HIGH ? TRACE_HIGH : TRACE_LOW, address);
	else if (!(address & HIGH) && (address - last_address + FAR > 2 * FAR ||
				       address % KERNEL_ALIGN == 0))
		mark(TRACE_REGION, address);
}

static void block_begins(unsigned int cpu, void *data)
{
	const struct place *place = data;

	(void)cpu;
	if (trace->marking)
		note_jump(place->address);
	last_address = place->address;
	last_end = place->end;
	if (!trace->armed ||
	    trace->count + place->count + trace->slack <= trace->target)
		return;
	trace->armed = 0;
	sem_post(&wanted);
	sem_wait(&done);
}

static void instruction_begins(unsigned int cpu, void *data)
{
	const struct place *place = data;

	(void)cpu;
	mark(place->kind, place->address);
}

/* Which mark an instruction is worth; 0: none. */
static enum trace_kind kind_of(const uint8_t *code, size_t size)
{
	size_t i = 0;

	while (i < size && (code[i] == 0x66 || code[i] == 0x67 ||
			    code[i] == 0x2e || code[i] == 0x3e ||
			    (code[i] & 0xf0) == 0x40))
		i++;
	if (size - i < 3 || code[i] != 0x0f)
		return 0;
	if (code[i + 1] == 0x01 && (code[i + 2] & 0xc0) != 0xc0 &&
	    (code[i + 2] >> 3 & 7) == 3)
		return TRACE_LIDT;
	if (code[i + 1] != 0x22)
		return 0;
	return (code[i + 2] >> 3 & 7) == 3 ? TRACE_CR3 :
	       (code[i + 2] >> 3 & 7) == 4 ? TRACE_CR4 : 0;
}

static void translate(uint64_t id, struct qemu_plugin_tb *tb)
{
	size_t count = qemu_plugin_tb_n_insns(tb);
	struct place *place = calloc(1, sizeof(*place));
	uint64_t end = qemu_plugin_tb_vaddr(tb);

	(void)id;
	if (!place)
		abort();
	place->address = end;
	place->count = count;
	qemu_plugin_register_vcpu_tb_exec_cb(tb, block_begins, 0, place);
	for (size_t i = 0; i < count; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		size_t size = qemu_plugin_insn_size(insn);
		enum trace_kind kind =
			kind_of(qemu_plugin_insn_data(insn), size);

		end = qemu_plugin_insn_vaddr(insn) + size;
		if (kind) {
			struct place *own = calloc(1, sizeof(*own));

			if (!own)
				abort();
			own->kind = kind;
			own->address = qemu_plugin_insn_vaddr(insn);
			qemu_plugin_register_vcpu_insn_exec_cb(
				insn, instruction_begins, 0, own);
		}
		qemu_plugin_register_vcpu_insn_exec_inline(insn, 0,
							   &trace->count, 1);
	}
	place->end = end;
}

int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv)
{
	static const char name[] = "trace=";
	pthread_t thread;
	int fd;

	(void)info;
	if (argc != 1 || strncmp(argv[0], name, strlen(name)) != 0)
		return -1;
	fd = open(argv[0] + strlen(name), O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -1;
	trace = mmap(NULL, sizeof(*trace), PROT_READ | PROT_WRITE, MAP_SHARED,
		     fd, 0);
	close(fd);
	if (trace == MAP_FAILED || sem_init(&wanted, 0, 0) ||
	    sem_init(&done, 0, 0) ||
	    pthread_create(&thread, NULL, stop_guest, NULL))
		return -1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
	return 0;
}
