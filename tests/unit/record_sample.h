/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record_sample.h - a crash-path record with fixed values, and files around
 * it as the second kernel and makedumpfile make them.
 */
#ifndef KDP_TESTS_UNIT_RECORD_SAMPLE_H
#define KDP_TESTS_UNIT_RECORD_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "purgatory/kdp_abi.h"

/* Small, so that tests can try every byte of it. */
#define SAMPLE_SLOTS 24u

struct sample {
	struct kdp_record header;
	struct kdp_entry entry[SAMPLE_SLOTS];
};

#define SAMPLE_FILE_MAX 0x4000u

/* Where things are in the files that follow. */
#define SAMPLE_ELF_NOTES     176u
#define SAMPLE_KDUMP_BLOCK   512u
#define SAMPLE_KDUMP_NOTES   1024u

/* Of sample_dump(). */
#define SAMPLE_DUMP_BITMAPS  1024u
#define SAMPLE_DUMP_PAGES    3u
#define SAMPLE_DUMP_DESCS    2048u
#define SAMPLE_DUMP_NOTES    4096u

/**
 * sample_record() - a sealed record of a storm of NMIs
 */
void sample_record(struct sample *sample);

/**
 * sample_running() - the same attempt, ended by a hang in the step "pci"
 */
void sample_running(struct sample *sample);

/**
 * sample_refused() - the same attempt with a damaged image, and faults
 */
void sample_refused(struct sample *sample);

/**
 * sample_close() - set the checksums of header and entries
 */
void sample_close(struct sample *sample);

/**
 * sample_notes() - the notes of a vmcore: a CPU's, ours, the copy
 * @buffer: of SAMPLE_FILE_MAX bytes
 *
 * Return: bytes written.
 */
size_t sample_notes(const struct sample *sample, uint8_t *buffer);

/**
 * sample_elf() - an ELF core file: one PT_NOTE, one PT_LOAD of 1 TiB
 */
size_t sample_elf(const struct sample *sample, uint8_t *buffer);

/**
 * sample_kdump() - the headers of a kdump-compressed file
 */
size_t sample_kdump(const struct sample *sample, uint8_t *buffer);

/**
 * sample_dump() - a whole kdump-compressed file of SAMPLE_DUMP_PAGES pages,
 *	the last one of which ends the file
 */
size_t sample_dump(const struct sample *sample, uint8_t *buffer);

/**
 * sample_fd() - bytes as a file; the caller closes it
 */
int sample_fd(const void *data, size_t size);

#endif
