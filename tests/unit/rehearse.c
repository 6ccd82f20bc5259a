// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves what a rehearsal says of what it saw: a dump is a dump, and each way
 * to lose it has its own word; a panic that was not answered by a reboot is
 * told; the proposal of a reservation covers the peak and what it takes to
 * boot; and the result that is kept is read as it was written.
 */
#include "kdump-prep/rehearse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/rehearsed.h"
#include "tests/tap.h"

#define MIB ((uint64_t)1 << 20)
#define BOOTED "[    0.000000] Linux version 6.1.0-56-amd64\r\n"

static struct kdp_rehearse_seen seen;
static struct kdp_rehearse_dump dump;
static struct kdp_rehearse_facts facts;
static struct kdp_rehearse_verdict verdict;
static char console[1000];

/* The second kernel ran to its end and left nothing. */
static void begin(const char *text)
{
	seen = (struct kdp_rehearse_seen){
		.stage = KDP_REHEARSE_SECOND,
		.end = KDP_REHEARSE_RESET,
		.reserved = 128 * MIB,
		.least = 60 << 10,
		.total = 90 << 10,
		.disks = "vda ",
		.console = console,
		.end_after = 20.4,
		.nmis = 7,
	};
	dump = (struct kdp_rehearse_dump){ 0 };
	facts = (struct kdp_rehearse_facts){
		.panic_word = true, .disk = "nvme", .driver = "nvme",
		.uuid = "5b3f", .wanted = "UUID=5b3f",
	};
	snprintf(console, sizeof(console), "%s", text);
}

static void judge(enum kdp_rehearse_result result, const char *cause,
		  const char *text)
{
	kdp_rehearse_judge(&seen, &dump, &facts, &verdict);
	TAP_EQ(verdict.result, result);
	TAP_STR(verdict.cause, cause);
	TAP_STR(verdict.text, text);
}

static void a_dump_is_a_dump(void)
{
	begin(BOOTED "Out of memory: Killed process 7\n");
	dump.found = true;
	judge(KDP_REHEARSE_OK, "saved",
	      "a verified dump came out, 20 s after the crash");
	TAP_CHECK(!verdict.advice);
}

static void little_memory_left_is_a_warning(void)
{
	begin(BOOTED);
	dump.found = true;
	seen.least = 15 << 10;
	judge(KDP_REHEARSE_WARNING, "saved-tight",
	      "a verified dump came out, with only 15 MiB of memory left");
	TAP_CHECK(verdict.advice);
}

static void a_dump_without_a_reboot_is_a_warning(void)
{
	begin(BOOTED);
	dump.found = true;
	seen.end = KDP_REHEARSE_SILENT;
	judge(KDP_REHEARSE_WARNING, "saved-no-reboot",
	      "a verified dump came out, and the second kernel did not reboot");
}

static void a_missing_driver_is_named(void)
{
	begin(BOOTED);
	seen.disks[0] = 0;
	judge(KDP_REHEARSE_NO_DUMP, "no-driver",
	      "the second kernel found no disk: its initrd lacks the driver of the disk controller (nvme, on this machine nvme)");
}

static void a_wrong_file_system_is_named(void)
{
	begin(BOOTED);
	facts.uuid = "0000";
	judge(KDP_REHEARSE_NO_DUMP, "wrong-root",
	      "the second kernel looked for UUID=5b3f, which is not there; the disk has UUID=0000");
}

static void a_reservation_that_is_too_small_is_named(void)
{
	begin(BOOTED "Out of memory: Killed process 7\n");
	judge(KDP_REHEARSE_NO_DUMP, "too-small",
	      "the reservation of 128 MiB is too small: the second kernel ran out of memory");
	begin(BOOTED "Kernel panic - not syncing: System is deadlocked on memory\n");
	seen.stage = KDP_REHEARSE_CRASH;
	seen.end = KDP_REHEARSE_SILENT;
	judge(KDP_REHEARSE_NO_DUMP, "too-small",
	      "the reservation of 128 MiB is too small: the second kernel ran out of memory, and then hung for ever");
	begin("");
	seen.stage = KDP_REHEARSE_FIRST;
	seen.end = KDP_REHEARSE_NOT_LOADED;
	seen.load_status = 1;
	snprintf(seen.load_text, sizeof(seen.load_text),
		 "kdump-prep: load: the crash kernel cannot boot in the crash reservation of 128 MiB");
	judge(KDP_REHEARSE_NO_DUMP, "too-small",
	      "the reservation of 128 MiB is too small: kdump-prep: load: the crash kernel cannot boot in the crash reservation of 128 MiB");
}

/* What the panicking kernel did without memory is no matter. */
static void the_first_kernels_memory_does_not_count(void)
{
	begin("Out of memory: Killed process 7\n" BOOTED
	      "kdump-prep: not saved to local:UUID=5b3f,ext4,/: no room\r\n");
	judge(KDP_REHEARSE_NO_DUMP, "not-saved",
	      "the second kernel rebooted without a dump: not saved to local:UUID=5b3f,ext4,/: no room");
}

static void a_loss_between_the_kernels_is_named(void)
{
	begin("Kernel panic - not syncing: sysrq triggered crash\n");
	seen.stage = KDP_REHEARSE_CRASH;
	judge(KDP_REHEARSE_NO_DUMP, "lost-in-handover",
	      "the guest was reset between the kernels: the second one said nothing");
	facts.storm = true;
	judge(KDP_REHEARSE_NO_DUMP, "lost-in-handover",
	      "the guest was reset between the kernels, in a storm of 7 NMIs");
	facts.loader = KDP_REHEARSE_KEXEC;
	seen.end = KDP_REHEARSE_SILENT;
	judge(KDP_REHEARSE_NO_DUMP, "lost-in-handover",
	      "the guest hung between the kernels: 7 NMIs were sent, and the purgatory of kexec has no handler for them");
	TAP_CHECK(verdict.advice);
}

static void a_panic_of_the_second_kernel_is_named(void)
{
	begin("Kernel panic - not syncing: sysrq triggered crash\n" BOOTED
	      "Kernel panic - not syncing: VFS: no root\r\nmore\n");
	seen.stage = KDP_REHEARSE_CRASH;
	judge(KDP_REHEARSE_NO_DUMP, "second-panic",
	      "the second kernel panicked (VFS: no root) and was reset");
	TAP_CHECK(!verdict.advice);
	seen.end = KDP_REHEARSE_SILENT;
	facts.panic_word = false;
	judge(KDP_REHEARSE_NO_DUMP, "second-panic",
	      "the second kernel panicked (VFS: no root) and hung");
	TAP_CHECK(verdict.advice);
}

static void what_never_crashed_is_told(void)
{
	begin("");
	seen.stage = KDP_REHEARSE_FIRST;
	seen.end = KDP_REHEARSE_NOT_LOADED;
	seen.load_status = 1;
	judge(KDP_REHEARSE_NO_DUMP, "not-loaded",
	      "the crash kernel was not loaded (status 1): the loader does not say why");
	seen.reserved = 0;
	judge(KDP_REHEARSE_NO_DUMP, "not-reserved",
	      "the kernel did not reserve memory for a crash kernel");
	seen.end = KDP_REHEARSE_SURVIVED;
	judge(KDP_REHEARSE_NO_DUMP, "survived",
	      "the trigger did not make the kernel panic");
	seen.stage = KDP_REHEARSE_SECOND;
	seen.end = KDP_REHEARSE_LATE;
	judge(KDP_REHEARSE_NO_DUMP, "late",
	      "the deadline came before the second kernel was done");
	seen.stage = KDP_REHEARSE_FIRST;
	judge(KDP_REHEARSE_NO_DUMP, "guest",
	      "the guest's first kernel did not come to the crash: nothing is known");
}

static void a_damaged_dump_is_told(void)
{
	begin(BOOTED);
	snprintf(dump.why, sizeof(dump.why), "cut short");
	judge(KDP_REHEARSE_NO_DUMP, "bad-dump",
	      "the dump is no good: cut short");
}

static void the_proposal_covers_the_peak(void)
{
	begin("");
	/* 256 - 180 are 76, and 8 to spare. */
	seen.least = 180 << 10;
	TAP_EQ(kdp_rehearse_propose(256, 0, &seen), 88);
	seen.least = 180 << 10 | 1;
	TAP_EQ(kdp_rehearse_propose(256, 90 * MIB, &seen), 104);
	seen.least = 300 << 10;
	TAP_EQ(kdp_rehearse_propose(256, 0, &seen), 256);
}

static void a_result_is_read_as_written(void)
{
	static const char text[] =
		"kdump-prep-rehearsal 1\ntime 1795208400\nresult warning\n"
		"kernel 6.1.0-56-amd64\ntext a dump, \033and little left\n";
	struct kdp_rehearsed found = { 0 };
	struct kdp_error *err;

	err = kdp_rehearsed_parse("it", text, sizeof(text) - 1, &found);
	TAP_STR(err ? err->message : "", "");
	TAP_EQ(found.time, 1795208400);
	TAP_EQ(found.result, KDP_REHEARSED_WARNING);
	TAP_STR(found.release, "6.1.0-56-amd64");
	TAP_STR(found.text, "a dump, ?and little left");
}

static void result_says(const char *text, const char *message)
{
	struct kdp_rehearsed found;
	struct kdp_error *err;

	err = kdp_rehearsed_parse("it", text, strlen(text), &found);
	TAP_STR(err ? err->message : "read", message);
	kdp_error_destroy(err);
}

static void a_wrong_result_is_named(void)
{
	result_says("kdump-prep-rehearsal 1\nresult good\n",
		    "it: line 2: found \"good\", expected saved, warning, lost or pending");
	result_says("kdump-prep-rehearsal 1\n", "it: line 1: no result");
}

int main(void)
{
	TAP_RUN(a_dump_is_a_dump);
	TAP_RUN(little_memory_left_is_a_warning);
	TAP_RUN(a_dump_without_a_reboot_is_a_warning);
	TAP_RUN(a_missing_driver_is_named);
	TAP_RUN(a_wrong_file_system_is_named);
	TAP_RUN(a_reservation_that_is_too_small_is_named);
	TAP_RUN(the_first_kernels_memory_does_not_count);
	TAP_RUN(a_loss_between_the_kernels_is_named);
	TAP_RUN(a_panic_of_the_second_kernel_is_named);
	TAP_RUN(what_never_crashed_is_told);
	TAP_RUN(a_damaged_dump_is_told);
	TAP_RUN(the_proposal_covers_the_peak);
	TAP_RUN(a_result_is_read_as_written);
	TAP_RUN(a_wrong_result_is_named);
	return tap_done();
}
