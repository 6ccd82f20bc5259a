// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vm.c - run one guest to its end and tell how it ended.
 *
 * usage: vm --out DIR [options] -- QEMU [QEMU's arguments]
 *
 * The guest reports on its second serial port, a line for each event:
 * "@kdp WORD [text]".  Besides the events of outcome.h there are "ring RATE",
 * which sets the doorbell's rate, "damage WHAT START-END", which damages the
 * image loaded in that part of the guest's memory, "plug", which adds the
 * doorbell's device, "plug-cpu", which adds the CPU of --cpu, "unthrottle", which
 * lets the drive "disk" be as fast as it can, and "note TEXT", which only shows
 * life.  With --mce, --mce-fatal or --nmi purgatory's first line on that port,
 * ours or kexec-tools', brings a machine check that can be survived, one that
 * cannot, or an NMI; with --hit-kexec the entry of machine_kexec() does, for a
 * purgatory that says nothing.  "button" brings an NMI, too, in five seconds.
 * With --rings the doorbell stops so many rings behind that entry.
 * The outcome is decided by those events, by QEMU's own (reset, power-off,
 * exit) and by silence, never by what the console says.
 *
 * With --next-boot a guest that was reset or hangs boots once more, memory
 * kept, until it says "kept".
 *
 * DIR receives console.log, status.log, qemu.log, result (key=value lines),
 * record.bin, purgatory's record as it lay in memory, and, when the guest did
 * not finish, state.txt with registers, local APICs and PIC as QEMU had them,
 * and with --keep-memory memory.elf, all of its memory, for crash.
 * The last line on stdout is the outcome's name.
 * Exit status: 0 when an outcome was decided, whichever; 2 usage.
 */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <x86intrin.h>

#include "kdump-prep/qmp.h"
#include "kdump-prep/vm.h"
#include "tests/crash/doorbell.h"
#include "tests/crash/found.h"
#include "tests/crash/outcome.h"

#define LINE_SIZE 512
#define PATH_SIZE 512
#define STAGE_COUNT (STAGE_DONE + 1)
#define MARK "@kdp "
#define PURGATORY "purgatory" /* a line of either purgatory has it */
/*
 * From purgatory's first line to the machine check: the test-only wait of ours
 * has begun by then, and kexec-tools' digest, of over a second, has not ended.
 */
#define MCE_AFTER 0.3
/* Bank 9: valid, uncorrected, enabled, context corrupt; RIPV and MCIP. */
#define MCE_COMMAND "mce -b 0 9 0xb200000000000000 0x5 0x0 0x0"
/* The same without RIPV: what it hit cannot go on. */
#define MCE_FATAL_COMMAND "mce -b 0 9 0xb200000000000000 0x4 0x0 0x0"
#define NMI_COMMAND "nmi"
#define BUTTON_AFTER 5.0
#define UNTHROTTLE "block_set_io_throttle disk 0 0 0 0 0 0"
#define MARKER "kdp-marker-5b3f9c27" /* in /case, see run */

static const char *arg_out;
static const char *arg_machine = "q35";
static unsigned int arg_memory = 1024;
static double arg_limit = 180;
static double arg_hang; /* 0: as arg_limit */
static double arg_slow = 120;
static const char *arg_device[KDP_VM_DEVICES];
static bool arg_doorbell;
static unsigned int arg_rings;	/* after machine_kexec(); 0: without end */
static const char *arg_bell_bus;
static bool arg_bell_later;
static const char *arg_cpu;
static const char *arg_hit;	/* command of the monitor, or NULL */
static bool arg_hit_kexec;
static bool arg_keep_memory;
static bool arg_watch_idt;
static bool arg_next_boot;

/* One run, with all that it holds. */
struct vm {
	struct kdp_vm guest;
	struct doorbell bell;
	int bell_fd;			/* its server's end */
	struct kdp_qmp qmp;
	struct run run;
	FILE *status_log;
	char line[LINE_SIZE];
	size_t fill;
	double start;
	uint64_t start_tsc;
	unsigned int rate;		/* of the doorbell */
	unsigned int rings;		/* after machine_kexec() */
	double heard;			/* last sign of life */
	double at[STAGE_COUNT];		/* when each stage was reached */
	double ended;			/* the last event */
	double purgatory;		/* its first line */
	bool mce_sent;
	double button;			/* when to press it */
	double idt_gone;		/* first seen without an IDT */
	double idt_last;		/* last seen without an IDT */
	bool status_closed;
	bool again;			/* the next boot has begun */
	bool kept;			/* and said what it found */
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void out_path(char *path, const char *name)
{
	snprintf(path, PATH_SIZE, "%s/%s", arg_out, name);
}

static void event(struct vm *vm, enum event what)
{
	double after = now() - vm->start - vm->at[STAGE_CRASH];
	struct kdp_record record;
	bool has_record;

	vm->ended = now() - vm->start;
	has_record = what == EVENT_STOP &&
		found_record(vm->guest.ram, vm->guest.ram_size, &record);
	run_event(&vm->run, what, after, arg_slow, has_record);
	if (!vm->at[vm->run.stage])
		vm->at[vm->run.stage] = now() - vm->start;
}

#define MEGABYTE (1ul << 20)

/* KDP_BLOB_MAGIC, with which purgatory begins. */
#define MAGIC "KDPBLOB1"

/*
 * Damage the image at each copy of WORD that lies in [start, end) of the
 * guest's memory, the crash reservation: of MARKER, which only the end of the
 * loaded initrd can hold there, or of MAGIC.  Flip one bit of it, or overwrite
 * the megabyte in front.  The guest waits for the answer.
 */
static bool damage(struct vm *vm, const char *word, bool megabyte,
		   unsigned long start, unsigned long end)
{
	uint8_t *ram = vm->guest.ram;
	bool found = false;

	if (end > vm->guest.ram_size || start >= end)
		return false;
	while (end - start >= strlen(word)) {
		uint8_t *at = memmem(ram + start, end - start, word,
				     strlen(word));

		if (!at)
			break;
		if (megabyte && (size_t)(at - ram) - start < MEGABYTE)
			return false;
		if (megabyte)
			memset(at - MEGABYTE, 0xa5, MEGABYTE);
		else
			*at ^= 1;
		found = true;
		start = (size_t)(at - ram) + 1;
	}
	return found && write(vm->guest.status_fd, "done\n", 5) == 5;
}

/* As the guest sees it, a device is plugged in. */
static bool plug(struct vm *vm, const char *device)
{
	char command[LINE_SIZE];

	snprintf(command, sizeof(command), "device_add %s", device);
	return kdp_qmp_works(&vm->qmp, command);
}

/* The doorbell's device in QEMU's words. */
static const char *doorbell_device(void)
{
	static char device[LINE_SIZE / 2];

	snprintf(device, sizeof(device),
		 "ivshmem-doorbell,vectors=1,chardev=kdp-peer%s%s",
		 arg_bell_bus ? ",bus=" : "", arg_bell_bus ? arg_bell_bus : "");
	return device;
}

/* To QEMU a closed server is the end of all peers: our end stays open. */
static bool connect_doorbell(struct vm *vm, struct kdp_vm_config *config)
{
	int fds[2];
	size_t i = 0;

	if (!arg_doorbell)
		return true;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds))
		return false;
	vm->bell_fd = fds[0];
	config->peer_fd = fds[1];
	while (config->device[i])
		i++;
	if (!arg_bell_later)
		config->device[i] = doorbell_device();
	return doorbell_serve(&vm->bell, vm->bell_fd);
}

/* What the guest may ask for; false when it did not work. */
static bool take_request(struct vm *vm, const char *word)
{
	unsigned long first, second;

	if (!strncmp(word, "note ", 5))
		return true;
	if (sscanf(word, "ring %lu", &first) == 1) {
		vm->rate = (unsigned int)first;
		return first <= UINT_MAX &&
		       doorbell_set_rate(&vm->bell, vm->rate);
	}
	if (!strcmp(word, "plug"))
		return plug(vm, doorbell_device());
	if (!strcmp(word, "plug-cpu"))
		return arg_cpu && plug(vm, arg_cpu);
	if (!strcmp(word, "button")) {
		vm->button = now() + BUTTON_AFTER;
		return true;
	}
	if (!strcmp(word, "unthrottle"))
		return kdp_qmp_works(&vm->qmp, UNTHROTTLE);
	if (sscanf(word, "damage bit %lx-%lx", &first, &second) == 2)
		return damage(vm, MARKER, false, first, second + 1);
	if (sscanf(word, "damage megabyte %lx-%lx", &first, &second) == 2)
		return damage(vm, MARKER, true, first, second + 1);
	if (sscanf(word, "damage magic %lx-%lx", &first, &second) == 2)
		return damage(vm, MAGIC, false, first, second + 1);
	return false;
}

static void take_line(struct vm *vm, char *line)
{
	enum event what;
	const char *word;

	line[strcspn(line, "\r")] = '\0';
	fprintf(vm->status_log, "%8.3f %s\n", now() - vm->start, line);
	fflush(vm->status_log);
	if (vm->run.stage == STAGE_CRASH && !vm->purgatory &&
	    strstr(line, PURGATORY))
		vm->purgatory = now();
	word = strstr(line, MARK);
	if (!word)
		return;
	word += strlen(MARK);
	vm->heard = now();
	if (vm->again) {
		vm->kept |= !strcmp(word, "kept");
	} else if (event_parse(word, &what)) {
		event(vm, what);
		/* The panic meets the storm at a random phase. */
		if (what == EVENT_CRASH && vm->rate)
			doorbell_set_rate(&vm->bell, vm->rate);
	} else if (!take_request(vm, word)) {
		event(vm, EVENT_GUEST_ERROR);
	}
}

static void read_status(struct vm *vm)
{
	ssize_t got;
	char *end;

	got = read(vm->guest.status_fd, vm->line + vm->fill,
		   sizeof(vm->line) - 1 - vm->fill);
	if (got <= 0) {
		vm->status_closed = true;
		return;
	}
	vm->fill += (size_t)got;
	while ((end = memchr(vm->line, '\n', vm->fill))) {
		size_t length = (size_t)(end - vm->line) + 1;

		*end = '\0';
		take_line(vm, vm->line);
		vm->fill -= length;
		memmove(vm->line, vm->line + length, vm->fill);
	}
	/* Firmware chatter without an end of line is not ours. */
	if (vm->fill == sizeof(vm->line) - 1)
		vm->fill = 0;
}

/* Whether some CPU has no IDT at all, which only the hand-over does. */
static void watch_idt(struct vm *vm)
{
	char *text = kdp_qmp_hmp(&vm->qmp, "info registers -a", 5);

	if (text && strstr(text, "IDT=     0000000000000000 00000000")) {
		vm->idt_last = now() - vm->start;
		if (!vm->idt_gone)
			vm->idt_gone = vm->idt_last;
	}
	free(text);
}

static void press_button(struct vm *vm)
{
	if (!vm->button || now() < vm->button)
		return;
	vm->button = 0;
	free(kdp_qmp_hmp(&vm->qmp, NMI_COMMAND, 5));
}

static void send_mce(struct vm *vm)
{
	if (arg_hit_kexec && !vm->purgatory && vm->bell.shm->tsc_kexec)
		vm->purgatory = now();
	if (!vm->purgatory || now() - vm->purgatory < MCE_AFTER)
		return;
	vm->mce_sent = true;
	free(kdp_qmp_hmp(&vm->qmp, arg_hit, 5));
}

/* The storm ends where the case says, e.g. while purgatory still runs. */
static void ring(struct vm *vm)
{
	if (arg_rings && vm->bell.shm->tsc_kexec && vm->rings++ == arg_rings)
		doorbell_set_rate(&vm->bell, 0);
	else
		doorbell_tick(&vm->bell);
}

static void step(struct vm *vm)
{
	struct pollfd fds[] = {
		{ .fd = vm->guest.status_fd, .events = POLLIN },
		{ .fd = vm->qmp.fd, .events = POLLIN },
		{ .fd = vm->bell.timer_fd, .events = POLLIN },
	};
	bool watching = arg_watch_idt && vm->run.stage == STAGE_CRASH;

	poll(fds, sizeof(fds) / sizeof(fds[0]), watching ? 5 :
	     arg_hit && vm->run.stage == STAGE_CRASH ? 20 : 200);
	if (fds[2].revents)
		ring(vm);
	if (fds[0].revents)
		read_status(vm);
	if (fds[1].revents)
		kdp_qmp_poll(&vm->qmp);
	if (watching && !vm->qmp.stopped)
		watch_idt(vm);
	if (arg_hit && !vm->mce_sent)
		send_mce(vm);
	press_button(vm);
	if (vm->qmp.stopped || vm->qmp.dead || vm->status_closed) {
		/* What the guest said before it stopped comes first. */
		while (!vm->status_closed &&
		       poll(fds, 1, 100) > 0 && vm->run.outcome == OUTCOME_NONE)
			read_status(vm);
		event(vm, EVENT_STOP);
	}
	if (now() - vm->heard > (vm->run.stage >= STAGE_CRASH && arg_hang ?
				 arg_hang : arg_limit))
		event(vm, EVENT_TIMEOUT);
}


/* What QEMU can tell about a guest that did not come to its end. */
static void save_state(struct vm *vm)
{
	static const char *const commands[] = {
		"info status", "info registers -a",
		"info lapic 0", "info lapic 1", "info lapic 2", "info lapic 3",
		"info pic", "info pci",
	};
	char path[PATH_SIZE];
	FILE *file;

	out_path(path, "state.txt");
	file = fopen(path, "we");
	if (!file)
		return;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		char *text = kdp_qmp_hmp(&vm->qmp, commands[i], 10);

		fprintf(file, "== %s\n%s\n", commands[i],
			text ? text : "no answer");
		if (!text)
			break;
		free(text);
	}
	fclose(file);
}

static void save_memory(struct vm *vm)
{
	char path[PATH_SIZE], command[PATH_SIZE + 20];

	out_path(path, "memory.elf");
	snprintf(command, sizeof(command), "dump-guest-memory %s", path);
	free(kdp_qmp_hmp(&vm->qmp, command, 300));
}

/*
 * The guest's TSC runs at the host's rate, with TCG and with KVM unless it is
 * scaled; so the run itself is long enough to measure it.
 */
static double tsc_per_us(const struct vm *vm)
{
	return (double)(__rdtsc() - vm->start_tsc) /
		((now() - vm->start) * 1e6);
}

/* For kdump-prep report. */
static void save_record(const struct vm *vm, const uint8_t *start, size_t size)
{
	size_t room = (size_t)(vm->guest.ram + vm->guest.ram_size - start);
	char path[PATH_SIZE];
	FILE *file;

	out_path(path, "record.bin");
	file = fopen(path, "we");
	if (!file)
		return;
	fwrite(start, 1, size < room ? size : room, file);
	fclose(file);
}

static void write_record(struct vm *vm, FILE *file)
{
	uint64_t kexec = vm->bell.shm->tsc_kexec;
	double rate = tsc_per_us(vm);
	struct kdp_record record;
	const uint8_t *start;

	start = found_record(vm->guest.ram, vm->guest.ram_size, &record);
	if (!start) {
		fprintf(file, "record=none\n");
		return;
	}
	save_record(vm, start, record.size);
	fprintf(file, "record=%s\nrecord_nmi=%u\nrecord_mce=%u\n"
		"record_faults=%u\n"
		"record_late_nmi=%u\nrecord_pins=%u\nrecord_pci=%u\n"
		"record_msix=%u\nrecord_isr=%u\nrecord_irr=%u\n"
		"record_left=%u\nrecord_blocks=%u\n"
		"record_bad_blocks=%u\nrecord_repaired=%u\n",
		record.state == KDP_RECORD_SEALED ? "sealed" :
		record.state == KDP_RECORD_REFUSED ? "refused" : "running",
		record.nmi_count, record.mce_count, record.fault_count,
		record.nmi_late, record.pin_count, record.pci_count,
		record.msix_masked,
		record.drain_isr, record.drain_irr,
		record.drain_left, record.digest_blocks, record.digest_bad,
		record.digest_repaired);
	if (record.tsc_seal > record.tsc_entry)
		fprintf(file, "purgatory_ms=%.3f\n",
			(double)(record.tsc_seal - record.tsc_entry) /
			rate / 1000);
	if (kexec && record.tsc_entry > kexec)
		fprintf(file, "window_us=%.1f\n",
			(double)(record.tsc_entry - kexec) / rate);
}

static bool write_result(struct vm *vm)
{
	char path[PATH_SIZE];
	FILE *file;

	out_path(path, "result");
	file = fopen(path, "we");
	if (!file)
		return false;
	fprintf(file, "outcome=%s\nwhy=%s\nstage=%s\nstop_reason=%s\n",
		outcome_name(vm->run.outcome), vm->run.why,
		stage_name(vm->run.stage),
		vm->qmp.stopped ? vm->qmp.reason : "none");
	for (int i = STAGE_FIRST; i < STAGE_COUNT; i++)
		if (vm->at[i])
			fprintf(file, "t_%s=%.2f\n", stage_name(i), vm->at[i]);
	fprintf(file, "t_end=%.2f\n", vm->ended);
	if (vm->run.stage >= STAGE_SAVED)
		fprintf(file, "crash_to_saved=%.2f\n"
			"second_to_saved_ms=%.0f\n", vm->run.saved_after,
			(vm->at[STAGE_SAVED] - vm->at[STAGE_SECOND]) * 1000);
	if (vm->qmp.stopped && vm->run.stage >= STAGE_CRASH)
		fprintf(file, "crash_to_reset_ms=%.0f\n",
			(vm->ended - vm->at[STAGE_CRASH]) * 1000);
	fprintf(file, "watchdog=%s\n", vm->qmp.watchdog ? "fired" : "quiet");
	if (vm->idt_gone)
		fprintf(file, "no_idt_seconds=%.3f\n",
			vm->idt_last - vm->idt_gone);
	if (arg_hit)
		fprintf(file, "mce_sent=%d\n", vm->mce_sent);
	if (arg_doorbell)
		fprintf(file, "rung=%llu\nmissed=%llu\nnmi_seen=%llu\n"
			"irq_seen=%llu\ncpu_kexec=%u\ntsc_kexec=%llu\n",
			(unsigned long long)vm->bell.rung,
			(unsigned long long)vm->bell.missed,
			(unsigned long long)vm->bell.shm->nmi_count,
			(unsigned long long)vm->bell.shm->irq_count,
			vm->bell.shm->cpu_kexec,
			(unsigned long long)vm->bell.shm->tsc_kexec);
	write_record(vm, file);
	return fclose(file) == 0;
}

static bool start(struct vm *vm, struct kdp_vm_config *config)
{
	struct kdp_error *err;

	if (!doorbell_init(&vm->bell) || !connect_doorbell(vm, config)) {
		perror("vm: doorbell");
		return false;
	}
	err = kdp_vm_start(&vm->guest, config);
	if (config->peer_fd >= 0)
		close(config->peer_fd);
	if (err)
		fprintf(stderr, "vm: %s\n", err->message);
	kdp_error_destroy(err);
	return !err;
}

static bool run(struct vm *vm, char **argv)
{
	char console[PATH_SIZE], log[PATH_SIZE], path[PATH_SIZE];
	struct kdp_vm_config config = {
		.machine = arg_machine, .memory = arg_memory,
		.console = console, .log = log, .peer_fd = -1, .argv = argv,
	};

	memcpy(config.device, arg_device, sizeof(arg_device));
	out_path(console, "console.log");
	out_path(log, "qemu.log");
	out_path(path, "status.log");
	vm->status_log = fopen(path, "we");
	if (!vm->status_log) {
		perror(path);
		return false;
	}
	if (!start(vm, &config))
		return false;
	kdp_qmp_init(&vm->qmp, vm->guest.qmp_fd);
	vm->start = vm->heard = now();
	vm->start_tsc = __rdtsc();
	while (vm->run.outcome == OUTCOME_NONE)
		step(vm);
	if (vm->run.outcome != OUTCOME_DUMP &&
	    vm->run.outcome != OUTCOME_SLOW_DUMP) {
		save_state(vm);
		if (arg_keep_memory)
			save_memory(vm);
	}
	return true;
}

/* What memory kept over the reset is for the guest to say. */
static bool boot_again(struct vm *vm)
{
	struct pollfd fd = { .fd = vm->guest.status_fd, .events = POLLIN };
	char path[PATH_SIZE];
	FILE *file;

	vm->again = true;
	vm->heard = now();
	if (kdp_qmp_boot_again(&vm->qmp))
		while (!vm->kept && !vm->status_closed &&
		       now() - vm->heard < arg_limit)
			if (poll(&fd, 1, 200) > 0)
				read_status(vm);
	out_path(path, "result");
	file = fopen(path, "ae");
	if (!file)
		return false;
	fprintf(file, "next_boot=%s\n", vm->kept ? "seen" : "none");
	return fclose(file) == 0;
}

static double parse_seconds(const char *text)
{
	char *end;
	double ret = strtod(text, &end);

	return end == text || *end || !(ret > 0) ? -1 : ret;
}

static bool add_device(const char *text)
{
	size_t i = 0;

	while (arg_device[i])
		i++;
	if (i == KDP_VM_DEVICES - 1)
		return false;
	arg_device[i] = text;
	return true;
}

static bool parse_options(int argc, char **argv)
{
	static const struct option options[] = {
		{ "out", required_argument, NULL, 'o' },
		{ "machine", required_argument, NULL, 'M' },
		{ "memory", required_argument, NULL, 'm' },
		{ "limit", required_argument, NULL, 'l' },
		{ "hang", required_argument, NULL, 'h' },
		{ "slow", required_argument, NULL, 's' },
		{ "device", required_argument, NULL, 'D' },
		{ "doorbell", no_argument, NULL, 'd' },
		{ "rings", required_argument, NULL, 'r' },
		{ "bell-bus", required_argument, NULL, 'b' },
		{ "bell-later", no_argument, NULL, 'L' },
		{ "cpu", required_argument, NULL, 'C' },
		{ "mce", no_argument, NULL, 'c' },
		{ "mce-fatal", no_argument, NULL, 'f' },
		{ "nmi", no_argument, NULL, 'N' },
		{ "hit-kexec", no_argument, NULL, 'k' },
		{ "keep-memory", no_argument, NULL, 'K' },
		{ "watch-idt", no_argument, NULL, 'w' },
		{ "next-boot", no_argument, NULL, 'n' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		switch (option) {
		case 'o': arg_out = optarg; break;
		case 'M': arg_machine = optarg; break;
		case 'm':
			arg_memory = (unsigned int)strtoul(optarg, NULL, 10);
			break;
		case 'l': arg_limit = parse_seconds(optarg); break;
		case 'h': arg_hang = parse_seconds(optarg); break;
		case 'r':
			arg_rings = (unsigned int)strtoul(optarg, NULL, 10);
			break;
		case 's': arg_slow = parse_seconds(optarg); break;
		case 'D':
			if (!add_device(optarg))
				return false;
			break;
		case 'd': arg_doorbell = true; break;
		case 'b': arg_bell_bus = optarg; break;
		case 'L': arg_bell_later = true; break;
		case 'C': arg_cpu = optarg; break;
		case 'c': arg_hit = MCE_COMMAND; break;
		case 'f': arg_hit = MCE_FATAL_COMMAND; break;
		case 'N': arg_hit = NMI_COMMAND; break;
		case 'k': arg_hit_kexec = true; break;
		case 'K': arg_keep_memory = true; break;
		case 'w': arg_watch_idt = true; break;
		case 'n': arg_next_boot = true; break;
		default: return false;
		}
	}
	return arg_out && arg_limit > 0 && arg_hang >= 0 && arg_slow > 0 &&
	       arg_memory > 0 && optind < argc;
}

int main(int argc, char **argv)
{
	static struct vm vm;

	if (!parse_options(argc, argv)) {
		fprintf(stderr, "usage: vm --out DIR [--machine M] "
			"[--memory MIB] [--limit S] [--hang S] [--slow S] "
			"[--doorbell] [--rings N] [--next-boot] "
			"[--device DEVICE]... [--bell-bus BUS] [--bell-later] "
			"[--cpu DEVICE] [--mce | --mce-fatal | --nmi] "
			"[--hit-kexec] [--keep-memory] [--watch-idt] -- "
			"QEMU [ARGUMENT]...\n");
		return 2;
	}
	if (!run(&vm, argv + optind))
		return 1;
	if (!write_result(&vm) || (arg_next_boot && !boot_again(&vm))) {
		fprintf(stderr, "vm: %s/result: %s\n", arg_out,
			strerror(errno));
		return 1;
	}
	fclose(vm.status_log);
	kdp_vm_stop(&vm.guest);
	doorbell_deinit(&vm.bell);
	printf("%s\n", outcome_name(vm.run.outcome));
	return 0;
}
