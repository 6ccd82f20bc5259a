// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pci.c - reads PCI functions from sysfs (PCI Local Bus Specification 3.0,
 * 6.1, 6.7 and 6.8; PCI-to-PCI Bridge Architecture Specification 1.2, 3.2).
 */
#include "kdump-prep/pci.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/bytes.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/text.h"

#define DEVICES "/sys/bus/pci/devices"

/*
 * What every function has.  Nothing that is looked for is in the 3840 bytes
 * behind it, and reading them would cost fifteen times as much.
 */
#define PCI_CONFIG_SIZE 256u

#define PCI_VENDOR	  0x00u
#define PCI_DEVICE	  0x02u
#define PCI_STATUS	  0x06u
#define PCI_CLASS	  0x09u
#define PCI_HEADER_TYPE	  0x0eu
#define PCI_SECONDARY	  0x19u
#define PCI_SUBORDINATE	  0x1au
#define PCI_CAPABILITIES  0x34u
#define PCI_INTERRUPT_PIN 0x3du

#define PCI_STATUS_CAPABILITIES (1u << 4)

#define PCI_HEADER_TYPE_MASK   0x7fu
#define PCI_HEADER_TYPE_NORMAL 0u
#define PCI_HEADER_TYPE_BRIDGE 1u

#define PCI_CAP_MSI  0x05u
#define PCI_CAP_MSIX 0x11u
#define PCI_CAP_NONE 0xffu /* what an absent function reads as */

/* Both capabilities have their message control here. */
#define PCI_CAP_CONTROL	     2u
#define PCI_MSI_ENABLE	     (1u << 0)
#define PCI_MSIX_ENABLE	     (1u << 15)

#define PCI_NO_VENDOR 0xffffu

/*
 * Capabilities are 4-byte aligned between 0x40 and 0xff: a list with more
 * hops than that runs in a circle.
 */
#define PCI_CAP_HOPS 48

static void note_capability(const uint8_t *data, uint8_t offset,
			    struct kdp_topology_function *function)
{
	uint16_t control = kdp_le16(data + offset + PCI_CAP_CONTROL);

	if (data[offset] == PCI_CAP_MSI && !function->pci.msi) {
		function->pci.msi = offset;
		function->msi_enabled = control & PCI_MSI_ENABLE;
	} else if (data[offset] == PCI_CAP_MSIX && !function->pci.msix) {
		function->pci.msix = offset;
		function->msix_enabled = control & PCI_MSIX_ENABLE;
	}
}

static struct kdp_error *
walk_capabilities(const uint8_t *data, size_t size,
		  struct kdp_topology_function *function)
{
	uint8_t offset = data[PCI_CAPABILITIES] & 0xfc;
	int hops;

	for (hops = 0; hops < PCI_CAP_HOPS; hops++) {
		if (offset < KDP_PCI_HEADER_SIZE)
			return NULL;
		if (size < 4 || offset > size - 4)
			return kdp_error_create(KDP_ERROR_OTHER,
						"offset 0x%02x: capability behind the %zu bytes that can be read: the rest needs CAP_SYS_ADMIN, run as root",
						offset, size);
		if (data[offset] == PCI_CAP_NONE)
			return NULL;
		note_capability(data, offset, function);
		offset = data[offset + 1] & 0xfc;
	}
	return NULL;
}

struct kdp_error *kdp_pci_parse(const uint8_t *data, size_t size,
				struct kdp_topology_function *ret)
{
	struct kdp_topology_function function = *ret;
	struct kdp_error *err = NULL;
	uint8_t type;

	if (size < KDP_PCI_HEADER_SIZE)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"%zu bytes, expected at least %u", size,
					KDP_PCI_HEADER_SIZE);
	type = data[PCI_HEADER_TYPE] & PCI_HEADER_TYPE_MASK;
	function.pci.vendor = kdp_le16(data + PCI_VENDOR);
	function.pci.device = kdp_le16(data + PCI_DEVICE);
	function.class_code = kdp_le16(data + PCI_CLASS) |
			      (uint32_t)data[PCI_CLASS + 2] << 16;
	if (data[PCI_INTERRUPT_PIN])
		function.pci.flags |= KDP_PCI_F_INTX;
	if (type == PCI_HEADER_TYPE_BRIDGE) {
		function.pci.flags |= KDP_PCI_F_BRIDGE;
		function.secondary = data[PCI_SECONDARY];
		function.subordinate = data[PCI_SUBORDINATE];
	}
	/* A CardBus bridge keeps its list elsewhere and has no MSI. */
	if ((data[PCI_STATUS] & PCI_STATUS_CAPABILITIES) &&
	    type <= PCI_HEADER_TYPE_BRIDGE)
		err = walk_capabilities(data, size, &function);
	if (err)
		return err;
	*ret = function;
	return NULL;
}

bool kdp_pci_parse_address(const char *name, size_t size,
			   struct kdp_pci_function *ret)
{
	const char *colon = memchr(name, ':', size);
	struct kdp_word segment = { .start = name };
	struct kdp_word bus, device, function;
	uint64_t seg, b, d, f;

	if (!colon)
		return false;
	segment.size = (size_t)(colon - name);
	/* What follows the segment is always ":BB:DD.F". */
	if (segment.size < 4 || size - segment.size != 8 || colon[3] != ':' ||
	    colon[6] != '.')
		return false;
	bus = (struct kdp_word){ colon + 1, 2 };
	device = (struct kdp_word){ colon + 4, 2 };
	function = (struct kdp_word){ colon + 7, 1 };
	if (!kdp_word_u64(segment, 16, &seg) || seg > UINT16_MAX ||
	    !kdp_word_u64(bus, 16, &b) || !kdp_word_u64(device, 16, &d) ||
	    d > 31 || !kdp_word_u64(function, 16, &f) || f > 7)
		return false;
	ret->segment = (uint16_t)seg;
	ret->bus = (uint8_t)b;
	ret->devfn = (uint8_t)(d << 3 | f);
	return true;
}

/* Whether the function has a "physfn" link to the one that it belongs to. */
static struct kdp_error *is_virtual(const struct kdp_sysroot *root,
				    const char *name, bool *ret)
{
	char path[sizeof(DEVICES) + 300];
	struct kdp_error *err;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/%.255s/physfn", DEVICES, name);
	*ret = false;
	err = kdp_sysroot_opendir(root, path, &dir);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND))
		return NULL;
	if (err)
		return err;
	closedir(dir);
	*ret = true;
	return NULL;
}

/* The ids of a virtual function are not in its configuration space. */
static struct kdp_error *read_id(const struct kdp_sysroot *root,
				 const char *name, const char *file,
				 uint16_t *ret)
{
	char path[sizeof(DEVICES) + 300];
	struct kdp_error *err;
	uint64_t id;

	snprintf(path, sizeof(path), "%s/%.255s/%s", DEVICES, name, file);
	err = kdp_sysroot_read_u64(root, path, 16, &id);
	if (err)
		return err;
	if (id > UINT16_MAX)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"%s: larger than 0xffff", path);
	*ret = (uint16_t)id;
	return NULL;
}

static struct kdp_error *read_virtual(const struct kdp_sysroot *root,
				      const char *name,
				      struct kdp_pci_function *pci)
{
	struct kdp_error *err;

	pci->flags |= KDP_PCI_F_VF;
	/* PCIe Base Specification 5.0, 9.3.4.1.10: a VF has no INTx. */
	pci->flags &= (uint16_t)~KDP_PCI_F_INTX;
	err = read_id(root, name, "vendor", &pci->vendor);
	if (err)
		return err;
	return read_id(root, name, "device", &pci->device);
}

/* @present_ret: false for a function that does not answer. */
static struct kdp_error *read_function(const struct kdp_sysroot *root,
				       const char *name,
				       struct kdp_topology_function *function,
				       bool *present_ret)
{
	char path[sizeof(DEVICES) + 300];
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_error *err;
	bool virtual_function;
	size_t size;

	snprintf(path, sizeof(path), "%s/%.255s/config", DEVICES, name);
	err = kdp_sysroot_read_start(root, path, PCI_CONFIG_SIZE, &data,
				     &size);
	if (err)
		return err;
	err = kdp_pci_parse((const uint8_t *)data, size, function);
	if (err)
		return kdp_error_wrap(err, "%s", path);
	err = is_virtual(root, name, &virtual_function);
	if (err)
		return err;
	*present_ret = true;
	if (virtual_function)
		return read_virtual(root, name, &function->pci);
	*present_ret = function->pci.vendor != PCI_NO_VENDOR;
	return NULL;
}

static int compare(const void *a, const void *b)
{
	const struct kdp_pci_function *x =
		&((const struct kdp_topology_function *)a)->pci;
	const struct kdp_pci_function *y =
		&((const struct kdp_topology_function *)b)->pci;

	if (x->segment != y->segment)
		return x->segment < y->segment ? -1 : 1;
	if (x->bus != y->bus)
		return x->bus < y->bus ? -1 : 1;
	return (x->devfn > y->devfn) - (x->devfn < y->devfn);
}

/* A growing array of functions. */
struct list {
	struct kdp_topology_function *function;
	size_t count;
	size_t capacity;
};

static struct kdp_error *append(struct list *list,
				const struct kdp_topology_function *function)
{
	struct kdp_topology_function *larger;
	size_t capacity;

	if (list->count == list->capacity) {
		capacity = list->capacity ? list->capacity * 2 : 64;
		larger = reallocarray(list->function, capacity,
				      sizeof(*larger));
		if (!larger)
			return &kdp_enomem;
		list->function = larger;
		list->capacity = capacity;
	}
	list->function[list->count++] = *function;
	return NULL;
}

static struct kdp_error *read_all(const struct kdp_sysroot *root, DIR *dir,
				  struct list *list)
{
	struct kdp_topology_function function;
	struct kdp_error *err;
	struct dirent *entry;
	bool present;

	for (;;) {
		errno = 0;
		entry = readdir(dir);
		if (!entry)
			break;
		function = (struct kdp_topology_function){ 0 };
		if (!kdp_pci_parse_address(entry->d_name,
					   strlen(entry->d_name),
					   &function.pci))
			continue;
		err = read_function(root, entry->d_name, &function, &present);
		/* Removed since the directory was opened. */
		if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND))
			continue;
		if (!err && present)
			err = append(list, &function);
		if (err)
			return err;
	}
	if (errno)
		return kdp_error_os(errno, "read %s", DEVICES);
	return NULL;
}

struct kdp_error *kdp_pci_discover(const struct kdp_sysroot *root,
				   struct kdp_topology_function **ret,
				   size_t *count_ret)
{
	struct list list = { 0 };
	struct kdp_error *err;
	DIR *dir;

	err = kdp_sysroot_opendir(root, DEVICES, &dir);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND)) {
		*ret = NULL;
		*count_ret = 0;
		return NULL;
	}
	if (err)
		return err;
	err = read_all(root, dir, &list);
	closedir(dir);
	if (err) {
		free(list.function);
		return err;
	}
	if (list.count)
		qsort(list.function, list.count, sizeof(*list.function),
		      compare);
	*ret = list.function;
	*count_ret = list.count;
	return NULL;
}
