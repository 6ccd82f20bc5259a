/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * topology_text.h - the text form of a topology, and its JSON form.
 *
 * The text has one fact to a line.  Its first line names the format and its
 * version; lines that start with "#" are comments.  What kdp_topology_format()
 * writes, kdp_topology_parse() reads back into an equal topology.
 */
#ifndef KDP_KDUMP_PREP_TOPOLOGY_TEXT_H
#define KDP_KDUMP_PREP_TOPOLOGY_TEXT_H

#include <stddef.h>

#include "kdump-prep/error.h"
#include "kdump-prep/names.h"
#include "kdump-prep/topology.h"

struct json_object;

extern const struct kdp_name kdp_iommu_names[]; /* enum kdp_iommu */
extern const struct kdp_name kdp_range_names[]; /* enum kdp_range_type */

/**
 * kdp_topology_format() - write the text form
 * @ret: malloc'd, NUL-terminated; the caller frees it
 */
KDP_MUST_CHECK
struct kdp_error *kdp_topology_format(const struct kdp_topology *topology,
				      char **ret);

/**
 * kdp_topology_parse() - read the text form
 * @name: of the file, for messages
 * @ret: zeroed; the caller calls kdp_topology_deinit()
 *
 * Every fact but the lists must be there once.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_topology_parse(const char *name, const char *data,
				     size_t size, struct kdp_topology *ret);

/**
 * kdp_topology_json() - the same as a JSON object
 *
 * Numbers that the text form writes in hexadecimal are strings: many readers
 * of JSON keep only 53 bits of a number.
 *
 * Return: an object that the caller puts, or NULL when memory ran out.
 */
struct json_object *kdp_topology_json(const struct kdp_topology *topology);

#endif
