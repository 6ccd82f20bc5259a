/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report.h - what a crash-path record says, for people.
 */
#ifndef KDP_KDUMP_PREP_REPORT_H
#define KDP_KDUMP_PREP_REPORT_H

#include <stdio.h>

#include "kdump-prep/error.h"
#include "kdump-prep/record.h"
#include "kdump-prep/vmcore.h"

/**
 * kdp_report_decode() - decode the record of a vmcore, or its copy
 * @ret: the caller calls kdp_record_model_deinit()
 *
 * The copy is taken when the record is missing, or damaged while the copy is
 * not; purgatory makes it from the record when it seals it.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_report_decode(const struct kdp_vmcore *vmcore,
				    struct kdp_record_model *ret);

/**
 * kdp_report_read() - decode the record of an open vmcore
 * @fd: readable, stays open; its last change is the time of saving
 * @ret: the caller calls kdp_record_model_deinit()
 *
 * Errors: those of kdp_vmcore_read() and kdp_report_decode().
 */
KDP_MUST_CHECK
struct kdp_error *kdp_report_read(int fd, struct kdp_record_model *ret);

/**
 * kdp_report_verdict() - a paragraph: how far the attempt came, what purgatory
 *	met, and what was not quiet
 * @out: the caller looks at ferror()
 */
void kdp_report_verdict(const struct kdp_record_model *model, FILE *out);

/**
 * kdp_report_object() - what an entry is about: "0000:00:04.0 MSI-X"
 */
void kdp_report_object(const struct kdp_entry *entry, FILE *out);

/**
 * kdp_report_values() - the values of a detail or fault, in words
 */
void kdp_report_values(const struct kdp_entry *entry, FILE *out);

/**
 * kdp_report_device() - " [ahci, ens3]", where what an entry is about has a name
 */
void kdp_report_device(const struct kdp_record_model *model,
		       const struct kdp_entry *entry, FILE *out);

/**
 * kdp_report_write() - the report, at most 80 columns wide
 * @out: the caller looks at ferror()
 *
 * Error: only KDP_ERROR_NO_MEMORY.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_report_write(const struct kdp_record_model *model,
				   FILE *out);

#endif
