/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vmcore.h - find the crash-path record in a saved or live vmcore.
 *
 * What a file is, is told by its first bytes: an ELF vmcore (/proc/vmcore
 * itself, or saved), a kdump-compressed file of makedumpfile, a record alone
 * as crash's "dev -v" extracts it, or the text form of a record.
 */
#ifndef KDP_KDUMP_PREP_VMCORE_H
#define KDP_KDUMP_PREP_VMCORE_H

#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"

enum kdp_vmcore_format {
	KDP_VMCORE_ELF,
	KDP_VMCORE_KDUMP,
	KDP_VMCORE_RECORD,
	KDP_VMCORE_TEXT,
};

/* Bytes for kdp_record_decode(), not looked at. */
struct kdp_vmcore {
	enum kdp_vmcore_format format;
	uint8_t *record;	/* of the note KDUMP-PREP; NULL: not there */
	size_t record_size;
	uint8_t *copy;		/* of the NT_VMCOREDD note; NULL: not there */
	size_t copy_size;
	uint64_t crash_time;	/* CRASHTIME of VMCOREINFO; 0: not there */
	uint8_t *info;		/* of the note VMCOREINFO; NULL: not there */
	size_t info_size;
	uint64_t end;		/* of the last PT_LOAD of an ELF file */
};

/**
 * kdp_vmcore_scan() - read record and vmcoreinfo out of a file's notes
 * @fd: open for reading; only headers and notes are read
 * @ret: the caller calls kdp_vmcore_deinit(); what is not there is NULL
 *
 * Errors: KDP_ERROR_FORMAT with the offset when the file is none of the above,
 * or damaged; KDP_ERROR_OS.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_vmcore_scan(int fd, struct kdp_vmcore *ret);

/**
 * kdp_vmcore_read() - the same, for the record
 * @ret: one of record and copy is there
 *
 * Errors: those of kdp_vmcore_scan(); KDP_ERROR_NOT_FOUND when the notes hold
 * no record.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_vmcore_read(int fd, struct kdp_vmcore *ret);
void kdp_vmcore_deinit(struct kdp_vmcore *vmcore);

#endif
