// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rehearse_guest.c - crashes one guest and watches what it says; see
 * rehearse.h.
 */
#include "kdump-prep/rehearse.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/now.h"
#include "kdump-prep/qmp.h"
#include "kdump-prep/vm.h"

#define MARK	    "@kdp "
#define SECOND	    1000000u
/* An emulated kernel is silent for half a minute on a busy machine. */
#define SILENCE	    (120u * SECOND)
/* Where it is not emulated it should not take so long. */
#define KVM_SILENCE (40u * SECOND)
/* A kernel that panicked and has not rebooted by then will not. */
#define PANIC_STAYS (15u * SECOND)
#define STORM_MS    10
#define CALM_MS     200
#define CONSOLE_MAX (1u << 20)

/* Nothing else ends a kernel's panic. */
static const char panic_end[] = "---[ end Kernel panic";

struct watch {
	const struct kdp_rehearse_request *request;
	const struct kdp_rehearse_files *files;
	struct kdp_vm vm;
	struct kdp_qmp qmp;
	struct kdp_rehearse_seen *seen;
	char line[1024];
	size_t fill;
	uint64_t start;
	uint64_t crash;
	uint64_t heard;
	uint64_t panicked;	/* when the end of a panic was seen; 0: not */
	uint64_t looked;	/* at the console */
	off_t crash_offset;	/* of the console */
	bool closed;
};

/* See kdp_rehearse(): signals wait until all is cleaned up. */
static bool signalled(void)
{
	sigset_t set;

	return sigpending(&set) == 0 &&
	       (sigismember(&set, SIGINT) || sigismember(&set, SIGTERM) ||
		sigismember(&set, SIGHUP));
}

static void progress(const struct watch *w, const char *what)
{
	if (w->request->progress)
		w->request->progress(what, (unsigned int)((kdp_now_us() -
							    w->start) /
							   SECOND));
}

static const char *doing(const struct watch *w)
{
	static const char *const names[] = {
		[KDP_REHEARSE_START] = "the guest boots",
		[KDP_REHEARSE_FIRST] = "the crash kernel is being loaded",
		[KDP_REHEARSE_LOADED] = "the crash kernel is loaded",
		[KDP_REHEARSE_CRASH] = "crashed, the crash kernel starts",
		[KDP_REHEARSE_SECOND] = "the crash kernel saves the dump",
	};

	return names[w->seen->stage];
}

static void reached(struct watch *w, enum kdp_rehearse_stage stage)
{
	if (stage > w->seen->stage)
		w->seen->stage = stage;
}

static void take_crash(struct watch *w)
{
	struct stat st;

	reached(w, KDP_REHEARSE_CRASH);
	w->crash = kdp_now_us();
	w->seen->crash_at = (double)(w->crash - w->start) / SECOND;
	if (stat(w->files->console, &st) == 0)
		w->crash_offset = st.st_size;
}

static double since_crash(const struct watch *w)
{
	return (double)(kdp_now_us() - w->crash) / SECOND;
}

static void take_end(struct watch *w, enum kdp_rehearse_end end)
{
	if (w->seen->end != KDP_REHEARSE_RUNNING)
		return;
	w->seen->end = end;
	if (w->crash)
		w->seen->end_after = since_crash(w);
}

/* What the agent tells with numbers or names. */
static void take_fact(struct watch *w, const char *word)
{
	struct kdp_rehearse_seen *seen = w->seen;
	uint64_t first, second;

	if (sscanf(word, "reserved %" SCNu64, &first) == 1) {
		seen->reserved = first;
	} else if (sscanf(word, "memory %" SCNu64 " %" SCNu64, &first,
			  &second) == 2) {
		seen->least = first;
		seen->total = second;
	} else if (strncmp(word, "load ", 5) == 0) {
		snprintf(seen->load_text, sizeof(seen->load_text), "%s",
			 word + 5);
	} else if (strncmp(word, "disks ", 6) == 0) {
		snprintf(seen->disks, sizeof(seen->disks), "%s", word + 6);
	} else if (strncmp(word, "loaded ", 7) == 0) {
		seen->load_status = atoi(word + 7);
		reached(w, KDP_REHEARSE_LOADED);
	} else if (strncmp(word, "no-load ", 8) == 0) {
		seen->load_status = atoi(word + 8);
		take_end(w, KDP_REHEARSE_NOT_LOADED);
	} else if (strncmp(word, "no-init ", 8) == 0) {
		take_end(w, KDP_REHEARSE_NO_INIT);
	}
}

static void take_line(struct watch *w, const char *line)
{
	const char *word = strstr(line, MARK);

	if (!word)
		return;
	word += strlen(MARK);
	w->heard = kdp_now_us();
	if (strcmp(word, "first") == 0) {
		reached(w, KDP_REHEARSE_FIRST);
	} else if (strcmp(word, "crash") == 0) {
		take_crash(w);
	} else if (strcmp(word, "nmi") == 0) {
		free(kdp_qmp_hmp(&w->qmp, "nmi", 1));
	} else if (strcmp(word, "survived") == 0) {
		take_end(w, KDP_REHEARSE_SURVIVED);
	} else if (strcmp(word, "second") == 0) {
		reached(w, KDP_REHEARSE_SECOND);
		w->seen->second_after = since_crash(w);
	} else {
		take_fact(w, word);
	}
}

static void read_status(struct watch *w)
{
	ssize_t got = read(w->vm.status_fd, w->line + w->fill,
			   sizeof(w->line) - 1 - w->fill);
	char *end;

	if (got <= 0) {
		w->closed = true;
		return;
	}
	w->fill += (size_t)got;
	while ((end = memchr(w->line, '\n', w->fill))) {
		size_t length = (size_t)(end - w->line) + 1;

		*end = 0;
		w->line[strcspn(w->line, "\r")] = 0;
		take_line(w, w->line);
		w->fill -= length;
		memmove(w->line, w->line + length, w->fill);
	}
	if (w->fill == sizeof(w->line) - 1)
		w->fill = 0;
}

/* Whatever the guest printed since the crash, or all where it has not. */
static char *read_console(const struct watch *w)
{
	char *text = calloc(1, CONSOLE_MAX + 1);
	int fd = open(w->files->console, O_RDONLY | O_CLOEXEC);
	ssize_t got, i;

	got = fd < 0 || !text ? 0 : pread(fd, text, CONSOLE_MAX,
					  w->crash_offset);
	if (fd >= 0)
		close(fd);
	for (i = 0; i < got; i++)
		if (!text[i])
			text[i] = ' ';
	return text;
}

static void look_at_console(struct watch *w)
{
	KDP_AUTO_FREE char *text = NULL;

	if (w->panicked || kdp_now_us() - w->looked < SECOND)
		return;
	w->looked = kdp_now_us();
	text = read_console(w);
	if (text && strstr(text, panic_end))
		w->panicked = kdp_now_us();
}

static void look_at_clock(struct watch *w, uint64_t until)
{
	const uint64_t now = kdp_now_us();
	const bool fast = w->request->kvm && !w->request->kvm_wanted &&
			  w->seen->stage == KDP_REHEARSE_START;

	if (signalled())
		take_end(w, KDP_REHEARSE_ABORTED);
	else if (now >= until)
		take_end(w, KDP_REHEARSE_LATE);
	else if (now - w->heard > (fast ? KVM_SILENCE : SILENCE) ||
		 (w->panicked && now - w->panicked > PANIC_STAYS))
		take_end(w, KDP_REHEARSE_SILENT);
}

static void send_storm(struct watch *w)
{
	if (!w->request->storm || w->seen->stage != KDP_REHEARSE_CRASH ||
	    w->qmp.stopped)
		return;
	free(kdp_qmp_hmp(&w->qmp, "nmi", 1));
	w->seen->nmis++;
}

static void step(struct watch *w)
{
	struct pollfd fds[] = {
		{ .fd = w->vm.status_fd, .events = POLLIN },
		{ .fd = w->qmp.fd, .events = POLLIN },
	};
	const bool storm = w->request->storm &&
			   w->seen->stage == KDP_REHEARSE_CRASH;

	poll(fds, 2, storm ? STORM_MS : CALM_MS);
	if (fds[0].revents)
		read_status(w);
	if (fds[1].revents)
		kdp_qmp_poll(&w->qmp);
	send_storm(w);
	look_at_console(w);
	if (!w->qmp.stopped && !w->qmp.dead && !w->closed)
		return;
	/* What the guest said before it stopped comes first. */
	while (!w->closed && poll(fds, 1, 100) > 0)
		read_status(w);
	take_end(w, w->qmp.stopped ? KDP_REHEARSE_RESET : KDP_REHEARSE_QEMU);
}

static void add_words(const struct watch *w, uint64_t reserve,
		      struct kdp_argv *words)
{
	const struct kdp_rehearse_request *request = w->request;
	struct kdp_shape_boot boot = {
		.qemu = request->qemu,
		.kvm = request->kvm,
		.kernel = request->kernel,
		.initrd = w->files->first,
		.disk = (const char *const *)w->files->disk,
		.disk_count = w->files->disk_count,
	};
	char line[200];

	/* A host that is too busy looks like a timer that does not work. */
	snprintf(line, sizeof(line),
		 "console=ttyS0,115200 panic=-1 no_timer_check crashkernel=%"
		 PRIu64 "M", reserve);
	boot.cmdline = line;
	kdp_shape_words(&request->shape, &boot, words);
}

/* The last line of QEMU's own log, which says why it ended. */
static struct kdp_error *qemu_error(const struct watch *w)
{
	char text[KDP_REHEARSE_TEXT] = "", line[KDP_REHEARSE_TEXT];
	KDP_AUTO_FCLOSE FILE *file = fopen(w->files->log, "re");

	while (file && fgets(line, sizeof(line), file))
		snprintf(text, sizeof(text), "%s", line);
	text[strcspn(text, "\n")] = 0;
	return kdp_error_create(KDP_ERROR_OTHER, "QEMU has ended: %s",
				text[0] ? text : "it does not say why");
}

KDP_MUST_CHECK
static struct kdp_error *run(struct watch *w, uint64_t reserve,
			     uint64_t until)
{
	const struct kdp_shape *shape = &w->request->shape;
	struct kdp_argv words = { 0 };
	struct kdp_vm_config config = {
		.machine = shape->machine,
		.memory = shape->memory,
		.console = w->files->console,
		.log = w->files->log,
		.device = { shape->iommu },
		.peer_fd = -1,
	};
	struct kdp_error *err;

	add_words(w, reserve, &words);
	if (words.failed) {
		kdp_argv_deinit(&words);
		return &kdp_enomem;
	}
	config.argv = words.word;
	err = kdp_vm_start(&w->vm, &config);
	kdp_argv_deinit(&words);
	if (err)
		return err;
	kdp_qmp_init(&w->qmp, w->vm.qmp_fd);
	while (w->seen->end == KDP_REHEARSE_RUNNING) {
		step(w);
		look_at_clock(w, until);
		progress(w, doing(w));
	}
	w->seen->console = read_console(w);
	kdp_vm_stop(&w->vm);
	if (w->seen->end == KDP_REHEARSE_QEMU)
		return qemu_error(w);
	if (w->seen->end == KDP_REHEARSE_ABORTED)
		return kdp_error_create(KDP_ERROR_OTHER, "ended by a signal");
	return NULL;
}

struct kdp_error *
kdp_rehearse_guest(const struct kdp_rehearse_request *request,
		   const struct kdp_rehearse_files *files, uint64_t reserve,
		   uint64_t until, struct kdp_rehearse_seen *ret)
{
	KDP_AUTO_FREE struct watch *w = calloc(1, sizeof(*w));

	*ret = (struct kdp_rehearse_seen){ 0 };
	if (!w)
		return &kdp_enomem;
	w->request = request;
	w->files = files;
	w->seen = ret;
	w->start = w->heard = kdp_now_us();
	return run(w, reserve, until);
}
